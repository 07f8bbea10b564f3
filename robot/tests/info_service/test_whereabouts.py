import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from provodnik.clients.errors import Unreachable
from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.robots import RobotMe, RobotRead
from provodnik.contracts.sign_in import CodeRefused
from robot.info_service.whereabouts import Whereabouts
from robot.states.views import Header
from robot.testing import ROBOT_ID, FakeClock, FakeScreen, assignment, late_by, settle, until
from robot.waiting import abandon

ME = RobotRead(id=ROBOT_ID, robot_model_id="kiosk", robot_model_name="Kiosk")


class FakeSession:
    def __init__(self) -> None:
        self.robot_id: UUID | None = None
        self.enrolled = asyncio.Event()
        self.assignment: AssignmentRead | None = None
        self.ahead = timedelta(0)
        self.face_boarding = FaceBoarding.OFF
        self.reachable = True
        self.removed = False

    def is_enrolled(self) -> None:
        self.robot_id = ROBOT_ID
        self.enrolled.set()

    async def me(self) -> RobotMe:
        if not self.reachable:
            raise Unreachable("no answer")
        if self.removed:
            raise CodeRefused
        return RobotMe(
            robot=ME,
            assignment=self.assignment,
            time=datetime.now(UTC) + self.ahead,
            face_boarding=self.face_boarding,
        )


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = FakeSession()
        self.clock = FakeClock()
        self.screen = FakeScreen()
        self.starts()

    def starts(self) -> None:
        self.whereabouts = Whereabouts(self.session, self.folder, self.clock, 3, self.screen.head)


@pytest.fixture
async def world(data_folder: Path) -> World:
    return World(data_folder)


@pytest.fixture
async def polling(world: World) -> AsyncGenerator[World]:
    task = asyncio.create_task(world.whereabouts.run())
    await settle()
    yield world
    assert not task.done()
    await abandon([task])


async def is_told(change: "asyncio.Future[None]") -> bool:
    await settle()
    return change.done()


async def test_enrolment_is_a_change(polling: World) -> None:
    assert polling.whereabouts.robot_id is None
    change = asyncio.ensure_future(polling.whereabouts.changed())

    polling.session.is_enrolled()

    assert await is_told(change)
    assert polling.whereabouts.robot_id == str(ROBOT_ID)


async def test_an_assignment_is_noticed_within_a_few_seconds(polling: World) -> None:
    polling.session.is_enrolled()
    await settle()
    change = asyncio.ensure_future(polling.whereabouts.changed())

    polling.session.assignment = here = assignment(wagon=7)
    await polling.clock.passes(3)

    await until(change.done)
    assert polling.whereabouts.assignment == here
    assert polling.screen.header
    assert (polling.screen.header.train, polling.screen.header.wagon) == ("020У", 7)
    assert polling.screen.header.time_zone == "Europe/Moscow"


async def test_a_delay_is_noticed_with_the_next_question(polling: World) -> None:
    polling.session.assignment = here = assignment()
    polling.session.is_enrolled()
    await until(lambda: polling.clock.is_waited_for)
    change = asyncio.ensure_future(polling.whereabouts.changed())

    polling.session.assignment = late = late_by(25, here)
    await polling.clock.passes(3)

    await until(change.done)
    assert polling.whereabouts.assignment == late


@pytest.mark.parametrize("boarding", [FaceBoarding.ON, FaceBoarding.UNAVAILABLE])
async def test_that_faces_come_or_go_is_a_change(world: World, boarding: FaceBoarding) -> None:
    assert world.whereabouts.face_boarding is FaceBoarding.OFF, "until the server says otherwise"
    change = asyncio.ensure_future(world.whereabouts.changed())

    world.session.face_boarding = boarding
    await world.whereabouts.refresh()

    assert await is_told(change)
    assert world.whereabouts.face_boarding is boarding


async def test_a_change_between_asking_for_it_and_waiting_for_it_is_not_missed(world: World) -> None:
    change = world.whereabouts.changed()

    world.session.assignment = assignment()
    await world.whereabouts.refresh()

    await asyncio.wait_for(change, 1)


async def test_the_header_keeps_the_servers_time(world: World) -> None:
    world.session.assignment = assignment()
    world.session.ahead = timedelta(minutes=5)

    await world.whereabouts.refresh()

    assert isinstance(world.screen.header, Header)
    assert world.screen.header.ahead == pytest.approx(300, abs=1)


async def test_a_robot_that_starts_without_a_connection_is_where_it_was(world: World) -> None:
    world.session.assignment = here = assignment()
    await world.whereabouts.refresh()

    world.starts()

    assert world.whereabouts.assignment == here


async def test_a_robot_without_a_train_forgets_the_last_one(world: World) -> None:
    world.session.assignment = assignment()
    await world.whereabouts.refresh()

    world.session.assignment = None
    await world.whereabouts.refresh()

    assert world.screen.header is None
    world.starts()
    assert world.whereabouts.assignment is None


async def test_what_was_kept_may_be_damaged(world: World) -> None:
    (world.folder / "whereabouts.json").write_text("rubbish")

    world.starts()

    assert world.whereabouts.assignment is None


async def test_a_lost_server_is_logged_once_when_lost_and_once_when_back(
    polling: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    polling.session.reachable = False
    polling.session.is_enrolled()
    await polling.clock.passes(30)
    assert not polling.whereabouts.connected

    polling.session.reachable = True
    await polling.clock.passes(30)

    assert polling.whereabouts.connected
    assert [record.message for record in caplog.records] == ["the server is lost: no answer", "the server is back"]


async def test_a_robot_that_the_server_has_removed_is_nowhere(polling: World) -> None:
    polling.session.assignment = assignment()
    polling.session.is_enrolled()
    await until(lambda: polling.clock.is_waited_for)  # what it has learned is on the disk by then
    assert polling.whereabouts.assignment is not None
    change = asyncio.ensure_future(polling.whereabouts.changed())

    polling.session.removed = True
    await polling.clock.passes(3)

    await until(change.done)
    assert polling.whereabouts.assignment is None
    assert polling.screen.header is None
