from uuid import UUID

import pytest
from pydantic import SecretStr

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.errors import Forbidden, TooManyFailures
from provodnik.contracts.sign_in import CodeRefused, PrivilegeMissing, WrongCredentials
from robot.console.console import Console
from robot.testing import ROBOT_ID, assignment

SERVER = "http://gateway"


class FakeReader:
    """An engineer who types these lines, and then ends the input."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.hidden: list[str] = []

    async def line(self, prompt: str) -> str | None:  # noqa: ARG002 - a reader is told what to ask
        return self._lines.pop(0) if self._lines else None

    async def secret(self, prompt: str) -> str | None:
        self.hidden.append(prompt)
        return await self.line(prompt)

    @property
    def rest(self) -> list[str]:
        return self._lines


class FakeSession:
    def __init__(self) -> None:
        self.refusal: Exception | None = None
        self.tried: list[tuple[str, str]] = []
        self.rotations = 0

    async def enrol(self, login: str, password: SecretStr) -> UUID:
        self.tried.append((login, password.get_secret_value()))
        if self.refusal:
            raise self.refusal
        return ROBOT_ID

    async def rotate_key(self) -> None:
        self.rotations += 1
        if self.refusal:
            raise self.refusal


class FakeStanding:
    robot_id: str | None = None
    assignment: AssignmentRead | None = None
    connected = True


class World:
    def __init__(self) -> None:
        self.session = FakeSession()
        self.standing = FakeStanding()
        self.told: list[str] = []
        self.reader = FakeReader()

    async def engineer_types(self, *lines: str) -> str:
        self.reader = FakeReader(*lines)
        await Console(self.reader, self.told.append, self.session, self.standing, SERVER).run()
        return "\n".join(self.told)


@pytest.fixture
def world() -> World:
    return World()


async def test_an_engineer_enrols_the_robot(world: World) -> None:
    told = await world.engineer_types("enrol", "anna", "a password")

    assert world.session.tried == [("anna", "a password")]
    assert world.reader.hidden == ["password: "]
    assert f"Enrolled as {ROBOT_ID}" in told
    assert "a password" not in told


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (WrongCredentials(), "The login or the password is wrong"),
        (PrivilegeMissing(), "ROBOT_LOGIN is missing"),
        (TooManyFailures(), "Wait a few minutes"),
        (Unreachable("no answer"), f"The server at {SERVER} doesn't answer"),
        (Broken("500"), "made no sense"),
        (Forbidden("not today"), "The server refused: not today"),
        (OSError(28, "No space left on device"), "can't be kept"),
    ],
)
async def test_each_way_to_fail_has_its_words_and_the_console_goes_on(
    world: World, refusal: Exception, words: str
) -> None:
    world.session.refusal = refusal

    told = await world.engineer_types("enrol", "anna", "a password", "status")

    assert words in told
    assert "not enrolled" in told


async def test_an_enrolled_robot_is_not_enrolled_again(world: World) -> None:
    world.standing.robot_id = str(ROBOT_ID)

    told = await world.engineer_types("enrol")

    assert f"enrolled already, as {ROBOT_ID}" in told
    assert world.session.tried == []


async def test_an_engineer_gives_the_robot_a_new_key(world: World) -> None:
    world.standing.robot_id = str(ROBOT_ID)

    told = await world.engineer_types("rotate key")

    assert world.session.rotations == 1
    assert told == "The robot has a new key, and has signed in with it."


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (CodeRefused(), "has to be enrolled anew"),
        (TooManyFailures("too many"), "The server refused: too many"),
        (Unreachable("no answer"), f"The server at {SERVER} doesn't answer. Nothing is lost"),
        (Broken("500"), "Both keys are kept"),
        (OSError(28, "No space left on device"), "The new key can't be kept"),
    ],
)
async def test_a_new_key_that_comes_to_nothing_is_told_and_the_console_goes_on(
    world: World, refusal: Exception, words: str
) -> None:
    world.standing.robot_id = str(ROBOT_ID)
    world.session.refusal = refusal

    told = await world.engineer_types("rotate key", "status")

    assert words in told
    assert f"robot {ROBOT_ID}" in told


async def test_a_robot_that_is_not_enrolled_has_no_key_to_change(world: World) -> None:
    assert "not enrolled yet" in await world.engineer_types("rotate key")
    assert world.session.rotations == 0


async def test_the_status_tells_who_where_and_whether_connected(world: World) -> None:
    world.standing.robot_id = str(ROBOT_ID)
    world.standing.assignment = assignment(wagon=7)
    world.standing.connected = False

    told = await world.engineer_types("status")

    assert told == f"robot {ROBOT_ID}; train 20, wagon 7; the server {SERVER} does not answer"


async def test_stop_config_ends_the_console_and_reads_no_further(world: World) -> None:
    told = await world.engineer_types("  Stop   CONFIG ", "status")

    assert "the kiosk goes on" in told
    assert world.reader.rest == ["status"]


@pytest.mark.parametrize("ends", [["enrol"], ["enrol", "anna"]])
async def test_the_end_of_the_input_ends_the_console_wherever_it_comes(world: World, ends: list[str]) -> None:
    await world.engineer_types(*ends)

    assert world.session.tried == []


async def test_an_unknown_command_is_answered_with_those_there_are(world: World) -> None:
    told = await world.engineer_types("sudo", "")

    assert "There is no such command" in told
    assert "stop config" in told
