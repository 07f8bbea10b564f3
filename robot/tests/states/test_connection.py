from uuid import uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.checks import TicketValidation
from robot.states import views
from robot.states.boarding import CheckTicket, ShowSeat
from robot.states.connection import NoConnection, ServiceTrouble
from robot.states.help_call import CallHelp
from robot.states.kiosk import Idle
from robot.states.views import Touch
from robot.states.welcome import Welcome
from robot.testing import ACCEPTED, CODE, FakeRobot, assignment, settle


@pytest.fixture
def check(robot: FakeRobot) -> TicketValidation:
    return robot.tickets.check_of(CODE, uuid4())


class TestNoConnection:
    async def test_the_same_check_is_asked_every_two_seconds_until_it_is_answered(
        self, robot: FakeRobot, check: TicketValidation
    ) -> None:
        robot.tickets.answers = [Unreachable("no answer"), Unreachable("no answer"), ACCEPTED]

        waiting = robot.enters(NoConnection(check))
        await robot.clock.passes(5)
        assert robot.tickets.asked == [check, check]
        await robot.clock.passes(1)

        assert isinstance(await waiting, ShowSeat)
        assert robot.tickets.asked == [check, check, check]
        assert robot.screen.views == [views.NoConnection()]

    @pytest.mark.parametrize(
        ("touch", "target"), [(Touch.BACK, Welcome), (Touch.DONE, Welcome), (Touch.HELP, CallHelp)]
    )
    async def test_the_passenger_may_go_and_the_check_stays_kept(
        self, robot: FakeRobot, check: TicketValidation, touch: Touch, target: type
    ) -> None:
        waiting = robot.enters(NoConnection(check))

        await robot.screen.is_touched(touch)

        assert isinstance(await waiting, target)
        assert robot.tickets.untold == {CODE: check}

    async def test_an_idle_passenger_is_given_up_and_the_check_stays_kept(
        self, robot: FakeRobot, check: TicketValidation
    ) -> None:
        robot.tickets.answers = [Unreachable("no answer")] * 30
        waiting = robot.enters(NoConnection(check))

        await robot.clock.passes(40)

        with pytest.raises(Idle):
            await waiting
        assert robot.tickets.untold == {CODE: check}

    async def test_an_answer_during_the_warning_counts_as_well(self, robot: FakeRobot, check: TicketValidation) -> None:
        robot.tickets.answers = [*[Unreachable("no answer")] * 15, ACCEPTED]
        waiting = robot.enters(NoConnection(check))

        await robot.clock.passes(31)
        assert isinstance(robot.screen.view, views.StillThere)
        await robot.clock.passes(1)

        assert isinstance(await waiting, ShowSeat)

    async def test_a_fault_of_the_service_is_told_as_one(self, robot: FakeRobot, check: TicketValidation) -> None:
        robot.tickets.answers = [Broken("500")]
        waiting = robot.enters(NoConnection(check))

        await robot.clock.passes(2)

        assert await waiting == ServiceTrouble()

    async def test_a_robot_moved_meanwhile_checks_where_it_is_now(
        self, robot: FakeRobot, check: TicketValidation
    ) -> None:
        now = assignment(wagon=6)
        robot.tickets.answers = [AssignmentDiffers()]
        robot.whereabouts.after_refresh = [now]
        waiting = robot.enters(NoConnection(check))

        await robot.clock.passes(2)

        assert isinstance(await waiting, CheckTicket)


async def test_help_is_one_touch_away_from_a_fault(robot: FakeRobot) -> None:
    waiting = robot.enters(ServiceTrouble())
    await settle()
    assert robot.screen.view == views.ServiceTrouble()

    await robot.screen.is_touched(Touch.HELP)

    assert isinstance(await waiting, CallHelp)
