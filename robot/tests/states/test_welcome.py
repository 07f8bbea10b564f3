from datetime import timedelta

import pytest

from robot.states import views
from robot.states.boarding import ScanTicket
from robot.states.help_call import CallHelp
from robot.states.service import NotAssigned, NotEnrolled
from robot.states.views import Touch
from robot.states.welcome import Welcome
from robot.testing import ARRIVAL, DEPARTURE, MOSCOW, PERM, ROBOT_ID, FakeRobot, assignment, late_by, settle


class TestWelcome:
    async def test_it_shows_the_journey(self, robot: FakeRobot) -> None:
        robot.enters(Welcome())
        await settle()

        here = views.Place(MOSCOW, DEPARTURE)
        assert robot.screen.views == [views.Welcome(here, views.Place(PERM, ARRIVAL), here)]

    async def test_it_shows_when_a_late_train_is_expected(self, robot: FakeRobot) -> None:
        robot.whereabouts.assignment = late_by(25, assignment())

        robot.enters(Welcome())
        await settle()

        later = timedelta(minutes=25)
        here = views.Place(MOSCOW, DEPARTURE + later, scheduled=DEPARTURE)
        assert robot.screen.views == [views.Welcome(here, views.Place(PERM, ARRIVAL + later, scheduled=ARRIVAL), here)]

    async def test_a_train_whose_trip_is_not_described_is_welcome_too(self, robot: FakeRobot) -> None:
        robot.whereabouts.assignment = assignment().model_copy(update={"trip": None, "station": None})

        robot.enters(Welcome())
        await settle()

        assert robot.screen.views == [views.Welcome(None, None, None)]

    @pytest.mark.parametrize(("touch", "target"), [(Touch.BOARD, ScanTicket), (Touch.HELP, CallHelp)])
    async def test_a_touch_leads_on(self, robot: FakeRobot, touch: Touch, target: type) -> None:
        waiting = robot.enters(Welcome())

        await robot.screen.is_touched(touch)

        assert isinstance(await waiting, target)

    async def test_it_waits_for_the_next_passenger_as_long_as_it_takes(self, robot: FakeRobot) -> None:
        waiting = robot.enters(Welcome())

        await robot.clock.passes(24 * 3600)

        assert not waiting.done()
        assert len(robot.screen.views) == 1

    async def test_a_moved_robot_shows_where_it_is_now(self, robot: FakeRobot) -> None:
        waiting = robot.enters(Welcome())
        await settle()

        robot.whereabouts.becomes(str(ROBOT_ID), assignment(wagon=9))

        assert await waiting == Welcome()

    async def test_a_robot_that_nobody_has_enrolled_waits_for_an_engineer(self, robot: FakeRobot) -> None:
        robot.whereabouts.becomes(None, None)

        assert await robot.enters(Welcome()) == NotEnrolled()

    async def test_a_robot_without_a_train_waits_for_one(self, robot: FakeRobot) -> None:
        robot.whereabouts.becomes(str(ROBOT_ID), None)

        assert await robot.enters(Welcome()) == NotAssigned()


class TestService:
    async def test_enrolment_leads_home(self, robot: FakeRobot) -> None:
        robot.whereabouts.becomes(None, None)
        waiting = robot.enters(NotEnrolled())
        await settle()
        assert robot.screen.view == views.NotEnrolled()

        robot.whereabouts.becomes(str(ROBOT_ID), None)

        assert await waiting == Welcome()

    async def test_an_assignment_leads_home(self, robot: FakeRobot) -> None:
        robot.whereabouts.becomes(str(ROBOT_ID), None)
        waiting = robot.enters(NotAssigned())
        await settle()
        assert robot.screen.view == views.NotAssigned(str(ROBOT_ID))

        robot.whereabouts.becomes(str(ROBOT_ID), assignment())

        assert await waiting == Welcome()

    async def test_staff_can_be_called_to_a_robot_without_a_train(self, robot: FakeRobot) -> None:
        waiting = robot.enters(NotAssigned())

        await robot.screen.is_touched(Touch.HELP)

        assert isinstance(await waiting, CallHelp)


class TestCallHelp:
    @pytest.mark.parametrize("reachable", [True, False])
    async def test_the_passenger_learns_whether_the_call_went_out(self, robot: FakeRobot, reachable: bool) -> None:  # noqa: FBT001
        robot.staff.reachable = reachable
        waiting = robot.enters(CallHelp("while scanning"))
        await settle()

        assert robot.staff.reasons == ["while scanning"]
        assert robot.screen.view == views.HelpCalled(sent=reachable)
        await robot.screen.is_touched(Touch.DONE)
        assert await waiting == Welcome()
