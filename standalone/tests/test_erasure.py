"""After a passenger's face was erased, nothing of it is left anywhere in the stack, nor in a backup made afterwards."""

import asyncio
import base64
import io
import tarfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr

from face_server.faces.chroma import ChromaClient
from provodnik.clients.admin_access import Gateway
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.checks import Evidence, TicketValidation, Verdict
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, Privilege
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.tickets import TicketCreate
from provodnik.contracts.users import FaceChange, UserCreate
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.ports import free_port
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.testing.pictures import astronaut, jpeg
from standalone.paths import Paths
from standalone.stack import Stack

LOGIN, PASSWORD = "engineer", SecretStr("an engineer's password")
START = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
TRAIN, WAGON = 777, 5
ENROLLED, MORE = jpeg(astronaut()), jpeg(astronaut(), quality=60)
# Chroma's free space is swept some seconds after an erasure.
SWEPT_SECONDS = 30


def as_seen(degrees: float) -> bytes:
    file = io.BytesIO()
    Image.fromarray(astronaut()).rotate(degrees).save(file, "JPEG", quality=80)
    return file.getvalue()


SEEN = [as_seen(degrees) for degrees in (2, 4, 6)]


def traces_of(pictures: list[bytes], vectors: list[bytes]) -> list[bytes]:
    """Any of these would betray them: parts of the middle, of pictures in base64 as well."""
    encoded = [base64.b64encode(picture) for picture in pictures]
    return [
        *(whole[len(whole) // 2 :][:60] for whole in (*pictures, *encoded)),
        *(vector[part:][:16] for vector in vectors for part in (0, len(vector) // 2, len(vector) - 16)),
    ]


def where(folder: Path, traces: list[bytes]) -> set[str]:
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)) for path, content in files.items() if any(t in content for t in traces)}


async def _place_a_robot(http: httpx.AsyncClient, admin: BaseAdminClient) -> tuple[BaseRobotClient, AssignmentRead]:
    engineer = await admin.add_engineer(EngineerCreate(login=LOGIN, password=PASSWORD))
    await admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=frozenset({Privilege.ROBOT_LOGIN})))
    key = X25519PrivateKey.generate()
    robot = await enrol_robot(
        http,
        RobotEnrolment(
            login=LOGIN,
            password=PASSWORD,
            public_key=key.public_key.pem(),
            robot_model_id="test",
            robot_model_name="test",
        ),
    )
    place = AssignmentWrite(train_number=TRAIN, wagon_number=WAGON, start_date=START)
    return BaseRobotClient(http, robot.id, key), await admin.assign(robot.id, place)


async def _boards_by_face(stack: Stack) -> UUID:
    async with (
        httpx.AsyncClient(base_url=stack.gateway_url, timeout=30) as http,
        Gateway(stack.gateway_url, stack.run_file.admin_token).admin() as admin,
    ):
        robot, assignment = await _place_a_robot(http, admin)
        user = await admin.add_user(UserCreate(name="Eileen", face=ENROLLED))
        await admin.change_face(user.id, FaceChange(face=MORE))
        await admin.add_ticket(
            TicketCreate(
                user_id=user.id,
                train_number=TRAIN,
                wagon_number=WAGON,
                place_number=1,
                station_id="A",
                destination="B",
                date=START,
                start_date=START,
            )
        )
        check = TicketValidation(check_id=uuid4(), assignment_id=assignment.id, images=tuple(SEEN))
        answer = await robot.validate(check)
        assert (answer.verdict, answer.evidence) == (Verdict.ACCEPTED, Evidence.FACE)
        return user.id


async def _vectors(chroma: Chroma) -> list[bytes]:
    """All that Chroma has, as it has them."""
    client = ChromaClient(chroma.url())
    try:
        found = [await client.vectors(each, {"at": {"$gt": 0}}) for each in await client.collections()]
    finally:
        await client.close()
    return [vector.astype("<f4").tobytes() for _, vectors in found for vector in vectors]


async def _erase(stack: Stack, user_id: UUID) -> None:
    async with Gateway(stack.gateway_url, stack.run_file.admin_token).admin() as admin:
        await admin.erase_face(user_id)
        assert not (await admin.face(user_id)).erasure_pending


@pytest.mark.timeout(120)
def test_nothing_of_an_erased_face_is_left(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "var")
    with Stack(free_port(), paths.var, kiosk=False, debug_data=False) as stack:
        user_id = asyncio.run(_boards_by_face(stack))
        vectors = asyncio.run(_vectors(stack.chroma))
        traces = traces_of([ENROLLED, MORE, *SEEN], vectors)
        assert len(vectors) == 2
        assert where(paths.var, traces), "what is there must be found"

        asyncio.run(_erase(stack, user_id))

        assert asyncio.run(_vectors(stack.chroma)) == []
        until = time.monotonic() + SWEPT_SECONDS
        while where(paths.chroma, traces) and time.monotonic() < until:
            time.sleep(0.2)
        assert where(paths.var, traces) == set()
    backup = tmp_path / "backup.tar"
    with tarfile.open(backup, "w") as tar:
        tar.add(paths.var, "var")
    content = backup.read_bytes()
    assert not [trace for trace in traces if trace in content]
