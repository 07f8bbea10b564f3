"""The whole kiosk in its own process, off-screen, before a real base_server: by what it sees and by touches alone."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import httpx
import numpy as np
import pytest
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, SecretStr

from base_server.testing.fixtures import ADMIN_TOKEN
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.assignments import AssignmentWrite
from provodnik.contracts.checks import CheckAnswer, TicketValidation
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, Privilege
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.robots import RobotMe
from provodnik.contracts.tickets import TicketCreate
from provodnik.contracts.users import UserCreate
from provodnik.contracts.wire import Ok
from provodnik.testing.http import served
from provodnik.testing.link import Link
from provodnik.testing.pictures import astronaut
from robot.hardware.panel_client import PanelClient
from robot.testing import ACCEPTED, until
from robot.video.frame import Image

Draw = Callable[..., Image]
AsPng = Callable[[Image], bytes]

LOGIN, PASSWORD, PASSENGER = "anna", "a long password", "Мария"
START = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


class Kiosk:
    """A kiosk's process, its panel, and its console."""

    def __init__(self, process: Process, log: Path, panel: PanelClient) -> None:
        self.process = process
        self.panel = panel
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def engineer_types(self, *lines: str) -> None:
        if self.process.stdin is None:
            raise AssertionError("the kiosk has no console")
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())

    async def ends(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), 5)


class World:
    def __init__(self, folder: Path, admin: BaseAdminClient, link: Link, as_png: AsPng) -> None:
        self.admin = admin
        self.link = link
        self._folder = folder
        self.data = folder / "data"
        self._as_png = as_png
        self.processes: list[Process] = []
        self.kiosks: list[Kiosk] = []

    async def kiosk_starts(self) -> Kiosk:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ROBOT_")} | {
            "QT_QPA_PLATFORM": "offscreen",
            "ROBOT_DATA_FOLDER": str(self.data),
            "ROBOT_PANEL_SOCKET": str(self._folder / "panel.sock"),
            "ROBOT_CAMERA": f"picture:{self._folder / 'scene.png'}",
            "ROBOT_SERVER_URL": self.link.url,
            "ROBOT_POLL_SECONDS": "0.2",
            "ROBOT_REDUCED_MOTION": "on",  # a target that still slides is hard to hit
            "ROBOT_RETRY_SECONDS": "0.2",
        }
        log = self._folder / f"kiosk-{len(self.kiosks)}.log"
        with log.open("wb") as file:
            command = (sys.executable, "-m", "robot")
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=file, stderr=file, env=environment
            )
        self.processes.append(process)
        await until(lambda: "panel listens" in log.read_text() or process.returncode is not None)
        kiosk = Kiosk(process, log, await PanelClient.connect(self._folder / "panel.sock"))
        self.kiosks.append(kiosk)
        return kiosk

    def camera_sees(self, image: Image | None) -> None:
        scene = self._folder / "scene.png"
        if image is None:
            scene.unlink(missing_ok=True)
            return
        scene.with_suffix(".next").write_bytes(self._as_png(image))
        scene.with_suffix(".next").replace(scene)

    async def engineer_exists(self) -> None:
        engineer = await self.admin.add_engineer(EngineerCreate(login=LOGIN, password=SecretStr(PASSWORD)))
        privileges = frozenset({Privilege.ROBOT_LOGIN})
        await self.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=privileges))

    async def robot_is_assigned(self) -> None:
        (robot,) = (await self.admin.robots()).items
        here = AssignmentWrite(train_number=20, wagon_number=5, start_date=START, station_id=None)
        await self.admin.assign(robot.id, here)

    async def ticket(self, place: int) -> tuple[UUID, str]:
        """Its id and what its QR code says."""
        user = await self.admin.add_user(UserCreate(name=PASSENGER))
        made = await self.admin.add_ticket(
            TicketCreate(
                user_id=user.id,
                train_number=20,
                wagon_number=5,
                place_number=place,
                station_id="moscow",
                destination="perm",
                date=START,
                start_date=START,
            )
        )
        return made.id, (await self.admin.ticket(made.id)).code


class FaceServer:
    """Before the real base_server: answers itself what is asked by face, and knows what was withdrawn."""

    def __init__(self, base_url: str) -> None:
        self.boarding = FaceBoarding.OFF
        self.answers: list[CheckAnswer | Response] = []
        self.by_face: list[TicketValidation] = []
        self.withdrawn: list[str] = []
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._answer, methods=["GET", "POST", "DELETE"], response_model=None)
        self._base_url = base_url

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        if request.method == "DELETE" and "/robot/checks/" in request.url.path:
            self.withdrawn.append(request.path_params["path"].rpartition("/")[2])
            return _json(Ok())
        if request.url.path.endswith("/ticket_validation"):
            check = TicketValidation.model_validate_json(body)
            if check.images:
                self.by_face.append(check)
                answer = self.answers.pop(0)
                return answer if isinstance(answer, Response) else _json(answer)
        async with httpx.AsyncClient(base_url=self._base_url) as http:
            headers = {
                name: value for name, value in request.headers.items() if name in {"authorization", "content-type"}
            }
            passed = await http.request(request.method, request.url.path, content=body, headers=headers)
        if passed.is_success and request.url.path.endswith("/robot/me"):
            return _json(
                RobotMe.model_validate_json(passed.content).model_copy(update={"face_boarding": self.boarding})
            )
        return Response(passed.content, passed.status_code, media_type=passed.headers.get("content-type"))


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(by_alias=True), media_type="application/json")


@pytest.fixture
def faces(base_url: str) -> FaceServer:
    return FaceServer(base_url)


@pytest.fixture
async def world(base_url: str, faces: FaceServer, tmp_path: Path, as_png: AsPng) -> AsyncGenerator[World]:
    with served(faces.app) as url:
        async for world in _world(url, base_url, tmp_path, as_png):
            yield world


async def _world(url: str, base_url: str, tmp_path: Path, as_png: AsPng) -> AsyncGenerator[World]:
    async with Link(url).carrying() as link, httpx.AsyncClient(base_url=base_url) as http:
        world = World(tmp_path, BaseAdminClient(http, ADMIN_TOKEN), link, as_png)
        yield world
    for kiosk in world.kiosks:
        kiosk.panel.close()
    for process in world.processes:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def enrolled(world: World) -> Kiosk:
    await world.engineer_exists()
    kiosk = await world.kiosk_starts()
    panel = kiosk.panel
    await panel.wait_for("NotEnrolled")
    kiosk.engineer_types("enrol", LOGIN, PASSWORD)
    await panel.wait_for("NotAssigned")
    await world.robot_is_assigned()
    await panel.wait_for("Welcome")
    return kiosk


async def test_from_enrolment_to_a_seat_and_a_clean_end(world: World, draw: Draw) -> None:
    kiosk = await enrolled(world)
    panel = kiosk.panel
    _, code = await world.ticket(place=12)

    await panel.tap("board")
    scanning = await panel.wait_for("ScanTicket")
    world.camera_sees(draw("https://example.org"))
    await panel.wait_for("ScanTicket", after=scanning.number)
    world.camera_sees(draw(code))
    accepted = await panel.wait_for("Accepted")
    await asyncio.sleep(0.4)  # a second tap within 0.3 s is a finger that trembles
    await panel.tap("done")
    await panel.wait_for("Welcome", after=accepted.number)

    assert await kiosk.ends(signal.SIGTERM) == 0
    assert "entering ShowSeat" in kiosk.log
    for secret in (PASSWORD, code, PASSENGER):
        assert secret not in kiosk.log
    assert "ERROR" not in kiosk.log
    assert "Traceback" not in kiosk.log


async def test_an_answer_lost_before_a_crash_is_still_the_passengers(world: World, draw: Draw) -> None:
    kiosk = await enrolled(world)
    panel = kiosk.panel
    ticket, code = await world.ticket(place=12)
    await panel.tap("board")
    await panel.wait_for("ScanTicket")
    world.link.loses_answers = True
    world.camera_sees(draw(code))
    await panel.wait_for("NoConnection")
    assert (await world.admin.ticket(ticket)).used, "the server has used it"
    await kiosk.ends(signal.SIGKILL)

    world.camera_sees(None)
    world.link.loses_answers = False
    kiosk = await world.kiosk_starts()
    panel = kiosk.panel
    await panel.wait_for("Welcome")
    await panel.tap("board")
    await panel.wait_for("ScanTicket")
    world.camera_sees(draw(code))

    await panel.wait_for("Accepted")
    assert await kiosk.ends(signal.SIGINT) == 0


@pytest.fixture
def portrait() -> Image:
    """As a camera of 640 x 480 sees one person."""
    picture = np.full((480, 640, 3), 128, dtype=np.uint8)
    picture[:, 80:560] = cv2.resize(astronaut()[:, :, ::-1], (480, 480), interpolation=cv2.INTER_AREA)
    return picture


async def looks_into_the_camera(world: World, kiosk: Kiosk, portrait: Image) -> None:
    await kiosk.panel.tap("board")
    scanning = await kiosk.panel.wait_for("ScanTicket")
    world.camera_sees(portrait)
    await asyncio.sleep(1)
    assert (await kiosk.panel.shown()).number == scanning.number, "no face is looked for before it is chosen"
    await kiosk.panel.tap("face")


async def test_a_passenger_boards_by_face_because_they_choose_to(
    world: World, faces: FaceServer, portrait: Image
) -> None:
    faces.boarding = FaceBoarding.ON
    faces.answers = [ACCEPTED]
    kiosk = await enrolled(world)
    panel = kiosk.panel

    await looks_into_the_camera(world, kiosk, portrait)
    looking = await panel.wait_for("LookIntoCamera")
    await panel.reset_vitals()
    await panel.wait_for("LookIntoCamera", hint="hold_still")
    checking = await panel.wait_for("Checking")
    vitals = await panel.vitals()
    await panel.wait_for("Accepted")

    assert len(faces.by_face) == 1
    assert len(faces.by_face[0].images or ()) == 3
    print(f"from the touch to the sending {checking.at - looking.at:.2f} s; {vitals}")  # noqa: T201 - a figure
    world.camera_sees(None)
    await asyncio.sleep(0.4)
    await panel.tap("done")
    assert await kiosk.ends(signal.SIGTERM) == 0
    assert not [file for file in (world.data / "face_checks").iterdir() if file.suffix == ".json"]
    assert "Traceback" not in kiosk.log
    assert len(kiosk.log) < 5_000


async def test_faces_that_cannot_be_read_leave_boarding_by_code(
    world: World, faces: FaceServer, portrait: Image, draw: Draw
) -> None:
    faces.boarding = FaceBoarding.ON
    problem = '{"title": "away", "status": 503, "detail": "away", "code": "FacesUnavailable"}'
    faces.answers = [Response(problem, 503, media_type="application/problem+json")]
    kiosk = await enrolled(world)
    panel = kiosk.panel
    _, code = await world.ticket(place=12)

    await looks_into_the_camera(world, kiosk, portrait)
    away = await panel.wait_for("FacesAway")
    faces.boarding = FaceBoarding.UNAVAILABLE
    await panel.tap("code")
    await panel.wait_for("ScanTicket", after=away.number)
    world.camera_sees(draw(code))

    await panel.wait_for("Accepted")


async def test_an_unanswered_check_by_face_is_withdrawn_even_by_the_next_run_of_a_killed_kiosk(
    world: World, faces: FaceServer, portrait: Image
) -> None:
    faces.boarding = FaceBoarding.ON
    faces.answers = [ACCEPTED]
    kiosk = await enrolled(world)
    await looks_into_the_camera(world, kiosk, portrait)
    await kiosk.panel.wait_for("LookIntoCamera")
    world.link.loses_answers = True
    await kiosk.panel.wait_for("FaceUnanswered")
    await kiosk.ends(signal.SIGKILL)

    world.link.loses_answers = False
    faces.withdrawn.clear()
    await world.kiosk_starts()

    await until(lambda: faces.withdrawn)
    assert faces.withdrawn == [str(faces.by_face[0].check_id)]
    await until(lambda: not list((world.data / "face_checks").glob("*.json")))
