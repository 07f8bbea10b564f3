import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest

from robot.fsm.machine import State, run_kiosk
from robot.states.kiosk import Idle, Kiosk
from robot.states.ports import Code
from robot.states.views import Touch
from robot.states.welcome import Welcome
from robot.testing import ACCEPTED, CODE, FakeRobot, settle


@pytest.fixture
async def running(robot: FakeRobot) -> AsyncGenerator[FakeRobot]:
    task = asyncio.create_task(run_kiosk(robot.kiosk, Welcome()))
    robot.running.append(task)
    await settle()
    yield robot
    assert not task.done(), "the machine runs for ever"


def shown(robot: FakeRobot) -> list[str]:
    return [type(view).__name__ for view in robot.screen.views]


async def test_a_passenger_boards_and_the_next_one_finds_a_clean_screen(running: FakeRobot) -> None:
    running.tickets.answers = [ACCEPTED]

    await running.screen.is_touched(Touch.BOARD)
    running.tickets.sees(Code(CODE, 0))
    await settle()
    assert running.screen.wipes == 0
    await running.screen.is_touched(Touch.DONE)

    assert shown(running) == ["Welcome", "ScanTicket", "Checking", "Accepted", "Welcome"]
    assert running.screen.wipes == 1


async def test_an_idle_passenger_is_wiped_off_the_screen(running: FakeRobot) -> None:
    await running.screen.is_touched(Touch.BOARD)

    await running.clock.passes(40)

    assert shown(running) == ["Welcome", "ScanTicket", *["StillThere"] * 10, "Welcome"]
    assert running.screen.wipes == 1


async def test_logs_name_states_and_never_passengers(running: FakeRobot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    running.tickets.answers = [ACCEPTED]

    await running.screen.is_touched(Touch.BOARD)
    running.tickets.sees(Code(CODE, 0))
    await settle()

    assert "entering ShowSeat" in caplog.text
    assert CODE not in caplog.text
    assert "Анна" not in caplog.text


@dataclass(frozen=True)
class Home:
    following: State

    async def run(self, kiosk: Kiosk) -> State:
        await kiosk.screen.touch()
        return self.following


@dataclass(frozen=True)
class Failing:
    error: Exception

    async def run(self, kiosk: Kiosk) -> State:  # noqa: ARG002 - a state takes a kiosk
        raise self.error


@pytest.mark.parametrize("error", [Idle(), ZeroDivisionError()])
async def test_every_way_out_of_a_state_leads_home(robot: FakeRobot, error: Exception) -> None:
    robot.running.append(asyncio.create_task(run_kiosk(robot.kiosk, Home(Failing(error)))))

    await robot.screen.is_touched(Touch.BOARD)
    await robot.clock.passes(1)

    assert robot.screen.wipes == 1
    await robot.screen.is_touched(Touch.BOARD)
