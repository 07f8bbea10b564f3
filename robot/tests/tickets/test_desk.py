import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.checks import CheckAnswer, Reason, TicketValidation
from provodnik.contracts.errors import NotSignedIn
from robot.kept.folder import KeptFolder
from robot.states.ports import Code, Scanned
from robot.testing import ACCEPTED, CODE, FakeClock, refused, until
from robot.tickets.desk import TicketDesk
from robot.tickets.kept_checks import KeptCheck, KeptChecks
from robot.waiting import abandon

HERE = uuid4()
OTHER_CODE = CODE[:-1] + "A"
NO_ANSWER = Unreachable("no answer")


class FakeScanner:
    """Sees one ticket, and is never without a camera."""

    async def scan(self, known: Scanned | None) -> Scanned:  # noqa: ARG002 - a scanner is told what is known
        return Code(CODE, seen_at=0)

    async def camera_back(self) -> None:
        pass


class FakeServer:
    """Uses a ticket up and loses the answer, if so told; the same check gets the same answer."""

    def __init__(self) -> None:
        self.received: list[TicketValidation] = []
        self.answers: dict[str, CheckAnswer | Exception] = {}
        self.loses_answers = False
        self.holds_answers = asyncio.Event()
        self.holds_answers.set()
        self.settles = True

    async def settle(self) -> None:
        if not self.settles:
            raise NO_ANSWER

    async def validate(self, check: TicketValidation) -> CheckAnswer:
        self.received.append(check)
        await self.holds_answers.wait()
        if self.loses_answers:
            raise NO_ANSWER
        answer = self.answers.get(check.code or "", ACCEPTED)
        if isinstance(answer, Exception):
            raise answer
        return answer


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = FakeServer()
        self.clock = FakeClock()
        self.tasks: list[asyncio.Task[None]] = []
        self.kiosk_starts()

    def kiosk_starts(self) -> None:
        self.disk = KeptFolder(self.folder / "checks", KeptCheck)
        self.checks = KeptChecks(self.disk, now=lambda: self.clock.now)
        self.desk = TicketDesk(FakeScanner(), self.checks, self.server.validate, self.server.settle, self.clock)

    def works_in_the_background(self) -> None:
        self.tasks.append(asyncio.create_task(self.desk.run()))

    async def kiosk_is_killed(self) -> None:
        await abandon(self.tasks)
        self.tasks.clear()
        self.disk.close()


@pytest.fixture
async def world(data_folder: Path) -> AsyncGenerator[World]:
    world = World(data_folder)
    yield world
    await world.kiosk_is_killed()


async def test_a_check_is_on_the_disk_when_the_server_gets_it(world: World) -> None:
    on_disk: list[int] = []

    async def validate(check: TicketValidation) -> CheckAnswer:
        on_disk.append(len(list((world.folder / "checks").glob(f"{check.check_id}.json"))))
        return ACCEPTED

    desk = TicketDesk(FakeScanner(), world.checks, validate, world.server.settle, world.clock)

    await desk.ask(desk.check_of(CODE, HERE))

    assert on_disk == [1]


async def test_nothing_is_asked_before_what_was_used_up_in_vain_is_given_back(world: World) -> None:
    world.server.settles = False
    check = world.desk.check_of(CODE, HERE)
    with pytest.raises(Unreachable):
        await world.desk.ask(check)
    assert world.server.received == []

    world.server.settles = True
    world.works_in_the_background()
    await world.clock.passes(0)

    assert world.server.received == [check]


async def test_an_answer_lost_on_the_way_is_asked_for_again_under_the_same_id(world: World) -> None:
    world.server.loses_answers = True
    check = world.desk.check_of(CODE, HERE)
    with pytest.raises(Unreachable):
        await world.desk.ask(check)

    world.server.loses_answers = False
    again = world.desk.check_of(CODE, HERE)

    assert await world.desk.ask(again) == ACCEPTED
    assert world.server.received == [check, check]


async def test_also_after_the_kiosk_was_killed_and_started_again(world: World) -> None:
    world.server.loses_answers = True
    check = world.desk.check_of(CODE, HERE)
    with pytest.raises(Unreachable):
        await world.desk.ask(check)
    await world.kiosk_is_killed()

    world.kiosk_starts()
    world.server.loses_answers = False

    assert await world.desk.ask(world.desk.check_of(CODE, uuid4())) == ACCEPTED
    assert world.server.received == [check, check]


async def test_the_background_asks_until_it_is_answered_with_longer_and_longer_pauses(world: World) -> None:
    world.server.loses_answers = True
    world.works_in_the_background()
    with pytest.raises(Unreachable):
        await world.desk.ask(world.desk.check_of(CODE, HERE))

    await world.clock.passes(1)
    asked: list[int] = []
    for _ in range(40):
        await world.clock.passes(1)
        asked.append(len(world.server.received))
    assert asked[-1] <= 8, "not at every second"

    world.server.loses_answers = False
    await world.clock.passes(60)
    assert world.checks.unanswered() == []
    assert len({check.check_id for check in world.server.received}) == 1


async def test_a_start_asks_what_the_last_run_left(world: World) -> None:
    await world.checks.keep(world.desk.check_of(CODE, HERE))
    await world.kiosk_is_killed()
    world.kiosk_starts()

    world.works_in_the_background()
    await world.clock.passes(0)

    assert world.checks.unanswered() == []
    assert [check.assignment_id for check in world.server.received] == [HERE], "even if the robot is elsewhere by now"


async def test_an_answer_that_came_when_the_passenger_had_left_is_theirs_when_they_return(world: World) -> None:
    world.server.holds_answers.clear()
    check = world.desk.check_of(CODE, HERE)
    leaving = asyncio.create_task(world.desk.ask(check))
    await until(lambda: world.server.received)
    leaving.cancel()

    world.server.holds_answers.set()
    await until(lambda: not world.checks.unanswered())

    assert world.desk.check_of(CODE, HERE) == check
    assert await world.desk.ask(check) == ACCEPTED
    world.desk.told(check)
    assert world.desk.check_of(CODE, HERE) != check


async def test_who_asks_for_what_is_being_asked_waits_for_the_same_answer(world: World) -> None:
    world.server.holds_answers.clear()
    check = world.desk.check_of(CODE, HERE)
    both = asyncio.gather(world.desk.ask(check), world.desk.ask(check))
    await until(lambda: world.server.received)

    world.server.holds_answers.set()

    assert await both == [ACCEPTED, ACCEPTED]
    assert world.server.received == [check]


async def test_a_server_that_takes_too_long_is_as_good_as_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot.tickets.desk.PATIENCE_SECONDS", 0.01)
    world.server.holds_answers.clear()

    with pytest.raises(Unreachable):
        await world.desk.ask(world.desk.check_of(CODE, HERE))

    assert world.checks.unanswered()


@pytest.mark.parametrize("reason", [Reason.WRONG_WAGON, Reason.ALREADY_USED])
async def test_a_refusal_need_not_be_remembered(world: World, reason: Reason) -> None:
    world.server.answers[CODE] = refused(reason)
    check = world.desk.check_of(CODE, HERE)

    await world.desk.ask(check)

    assert world.desk.check_of(CODE, HERE) != check


async def test_a_check_that_the_server_does_not_make_is_forgotten(world: World) -> None:
    world.server.answers[CODE] = AssignmentDiffers()
    check = world.desk.check_of(CODE, HERE)

    with pytest.raises(AssignmentDiffers):
        await world.desk.ask(check)

    now = uuid4()
    assert world.desk.check_of(CODE, now).assignment_id == now


@pytest.mark.parametrize("trouble", [Broken("500"), NotSignedIn()])
async def test_a_fault_of_the_service_keeps_the_check(world: World, trouble: Exception) -> None:
    world.server.answers[CODE] = trouble
    check = world.desk.check_of(CODE, HERE)

    with pytest.raises(type(trouble)):
        await world.desk.ask(check)

    assert world.desk.check_of(CODE, HERE) == check


async def test_one_check_that_always_fails_does_not_hold_up_the_others(world: World) -> None:
    world.server.answers[CODE] = Broken("500")
    await world.checks.keep(world.desk.check_of(CODE, HERE))
    await world.checks.keep(world.desk.check_of(OTHER_CODE, HERE))

    world.works_in_the_background()
    await world.clock.passes(0)

    assert [check.code for check in world.checks.unanswered()] == [CODE]


async def test_an_answer_tells_the_background_that_the_server_is_back(world: World) -> None:
    world.server.loses_answers = True
    world.works_in_the_background()
    for code in (CODE, OTHER_CODE):
        with pytest.raises(Unreachable):
            await world.desk.ask(world.desk.check_of(code, HERE))
    await world.clock.passes(100)
    world.server.loses_answers = False

    await world.desk.ask(world.desk.check_of(CODE, HERE))
    await world.clock.passes(0)

    assert world.checks.unanswered() == []


async def test_a_disk_that_refuses_is_told_as_a_fault_and_nothing_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("robot.kept.files.os.fsync", full)

    with pytest.raises(Broken, match="No space left"):
        await world.desk.ask(world.desk.check_of(CODE, HERE))

    assert world.server.received == []
