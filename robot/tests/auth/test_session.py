from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.robots import RobotRead
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.x25519 import X25519PrivateKey
from robot.auth.identity import BrokenIdentity, IdentityFile
from robot.auth.session import EnrolledAlready, RobotModel, RobotSession
from robot.testing import ROBOT_ID

MODEL = RobotModel("kiosk-7", "Provodnik kiosk")


class FakeServer:
    def __init__(self) -> None:
        self.enrolments: list[RobotEnrolment] = []
        self.reachable = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not self.reachable:
            raise httpx.ConnectError("refused", request=request)
        enrolment = RobotEnrolment.model_validate_json(request.content)
        self.enrolments.append(enrolment)
        robot = RobotRead(
            id=ROBOT_ID, robot_model_id=enrolment.robot_model_id, robot_model_name=enrolment.robot_model_name
        )
        return httpx.Response(201, text=robot.model_dump_json())


def session(server: FakeServer, folder: Path) -> RobotSession:
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://gateway")
    return RobotSession(http, DeviceKeys(X25519PrivateKey.generate()), IdentityFile(folder), MODEL)


async def test_an_enrolled_robot_keeps_its_id_over_a_restart(data_folder: Path) -> None:
    server = FakeServer()
    before = session(server, data_folder)
    assert before.robot_id is None

    assert await before.enrol("anna", SecretStr("a password")) == ROBOT_ID

    assert before.robot_id == ROBOT_ID
    assert before.enrolled.is_set()
    assert session(server, data_folder).robot_id == ROBOT_ID
    (enrolment,) = server.enrolments
    assert enrolment.robot_model_id == "kiosk-7"
    assert enrolment.public_key.startswith("-----BEGIN PUBLIC KEY-----")


async def test_a_robot_is_enrolled_once(data_folder: Path) -> None:
    server = FakeServer()
    robot = session(server, data_folder)
    await robot.enrol("anna", SecretStr("a password"))

    with pytest.raises(EnrolledAlready):
        await robot.enrol("anna", SecretStr("a password"))

    assert len(server.enrolments) == 1


async def test_a_server_that_does_not_answer_leaves_everything_as_it_was(data_folder: Path) -> None:
    server = FakeServer()
    server.reachable = False
    robot = session(server, data_folder)

    with pytest.raises(Unreachable):
        await robot.enrol("anna", SecretStr("a password"))

    assert robot.robot_id is None
    assert IdentityFile(data_folder).load() is None


async def test_before_it_is_enrolled_a_robot_asks_nothing(data_folder: Path) -> None:
    with pytest.raises(Broken, match="not enrolled"):
        await session(FakeServer(), data_folder).me()


@pytest.mark.parametrize("content", ["", "{}", '{"robot_id": "somebody"}'])
def test_a_broken_identity_is_refused_with_the_way_to_mend_it(data_folder: Path, content: str) -> None:
    (data_folder / "identity.json").write_text(content)

    with pytest.raises(BrokenIdentity, match="put a copy back, or move the file away"):
        IdentityFile(data_folder).load()


def test_an_identity_is_read_back(data_folder: Path) -> None:
    file = IdentityFile(data_folder)

    file.save(UUID(int=7))

    assert file.load() == UUID(int=7)
