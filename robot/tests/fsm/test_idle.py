import asyncio

import pytest

from robot.states.kiosk import Idle
from robot.states.views import Checking, StillThere, Touch
from robot.testing import FakeRobot, settle


def waits(robot: FakeRobot, *happenings: "asyncio.Future[str]") -> "asyncio.Task[str | Touch]":
    async def wait() -> str | Touch:
        robot.kiosk.show(Checking())
        return await robot.kiosk.waits_for(*happenings)

    task = asyncio.create_task(wait())
    robot.running.append(task)
    return task


async def test_a_touch_in_time_needs_no_warning(robot: FakeRobot) -> None:
    waiting = waits(robot)

    await robot.clock.passes(29)
    await robot.screen.is_touched(Touch.BACK)

    assert await waiting is Touch.BACK
    assert robot.screen.views == [Checking()]


async def test_the_warning_counts_down_over_what_was_shown(robot: FakeRobot) -> None:
    waits(robot)

    await robot.clock.passes(32)

    assert robot.screen.views == [Checking(), StillThere(10), StillThere(9), StillThere(8)]


async def test_more_time_shows_the_view_again_and_starts_anew(robot: FakeRobot) -> None:
    waiting = waits(robot)
    await robot.clock.passes(35)

    await robot.screen.is_touched(Touch.MORE_TIME)
    assert robot.screen.view == Checking()
    await robot.clock.passes(29)
    assert robot.screen.view == Checking()
    await robot.screen.is_touched(Touch.HELP)

    assert await waiting is Touch.HELP


async def test_more_time_can_be_asked_for_again_and_again(robot: FakeRobot) -> None:
    waiting = waits(robot)

    for _ in range(5):
        await robot.clock.passes(39)
        await robot.screen.is_touched(Touch.MORE_TIME)

    assert not waiting.done()


@pytest.mark.parametrize("answer", ["none", "done"])
async def test_without_an_answer_or_with_done_the_passenger_is_gone(robot: FakeRobot, answer: str) -> None:
    waiting = waits(robot)
    await robot.clock.passes(35)

    if answer == "done":
        await robot.screen.is_touched(Touch.DONE)
    else:
        await robot.clock.passes(5)

    with pytest.raises(Idle):
        await waiting


async def test_what_happens_during_the_warning_says_that_somebody_is_there(robot: FakeRobot) -> None:
    scan: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting = waits(robot, scan)
    await robot.clock.passes(35)

    scan.set_result("a ticket")

    assert await waiting == "a ticket"


async def test_what_is_awaited_ends_with_the_waiting(robot: FakeRobot) -> None:
    scan: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting = waits(robot, scan)

    await robot.screen.is_touched(Touch.BACK)

    await waiting
    assert scan.cancelled()


async def test_a_failure_of_what_is_awaited_is_raised(robot: FakeRobot) -> None:
    scan: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting = waits(robot, scan)
    await settle()

    scan.set_exception(LookupError("no camera"))

    with pytest.raises(LookupError, match="no camera"):
        await waiting
