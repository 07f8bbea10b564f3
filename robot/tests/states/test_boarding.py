from datetime import UTC, datetime
from uuid import uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckDiffers, CheckedTicket, EarlierCheck, Reason, TicketValidation
from robot.states import service, views
from robot.states.boarding import CameraMissing, CheckTicket, ScanTicket, ShowSeat
from robot.states.connection import NoConnection, ServiceTrouble
from robot.states.help_call import CallHelp
from robot.states.kiosk import Idle
from robot.states.ports import CameraGone, Code, NotATicket, Unreadable
from robot.states.refusals import Refused
from robot.states.views import ScanHint, Touch
from robot.states.welcome import Welcome
from robot.testing import ACCEPTED, CODE, DEPARTURE, MOSCOW, PERM, ROBOT_ID, FakeRobot, assignment, refused, settle


def a_check() -> TicketValidation:
    return TicketValidation(check_id=uuid4(), assignment_id=uuid4(), code=CODE)


class TestScanTicket:
    async def test_a_code_leads_to_its_check_under_the_present_assignment(self, robot: FakeRobot) -> None:
        robot.tickets.sees(Code(CODE, seen_at=0))

        following = await robot.enters(ScanTicket())

        assert isinstance(following, CheckTicket)
        assert following.check.code == CODE
        assert robot.whereabouts.assignment
        assert following.check.assignment_id == robot.whereabouts.assignment.id

    async def test_what_is_no_ticket_becomes_a_hint_and_scanning_goes_on(self, robot: FakeRobot) -> None:
        robot.tickets.sees(NotATicket(), NotATicket(), Unreadable(), Code(CODE, seen_at=0))

        assert isinstance(await robot.enters(ScanTicket()), CheckTicket)
        assert robot.screen.views == [
            views.ScanTicket(),
            views.ScanTicket(ScanHint.NOT_A_TICKET),
            views.ScanTicket(ScanHint.UNREADABLE),
        ]
        assert [check.code for check in robot.tickets.asked] == []

    @pytest.mark.parametrize(("touch", "target"), [(Touch.BACK, Welcome), (Touch.HELP, CallHelp)])
    async def test_the_passenger_may_give_up(self, robot: FakeRobot, touch: Touch, target: type) -> None:
        scanning = robot.enters(ScanTicket())

        await robot.screen.is_touched(touch)

        assert isinstance(await scanning, target)

    async def test_without_a_camera_it_says_so_and_goes_on_when_it_is_back(self, robot: FakeRobot) -> None:
        robot.tickets.sees(CameraGone("webcam:0 can't be opened"))
        assert isinstance(await robot.enters(ScanTicket()), CameraMissing)

        waiting = robot.enters(CameraMissing())
        await settle()
        assert robot.screen.view == views.CameraMissing()
        robot.tickets.camera_is_back.set()

        assert await waiting == ScanTicket()

    async def test_an_idle_passenger_is_warned_and_then_given_up(self, robot: FakeRobot) -> None:
        scanning = robot.enters(ScanTicket())

        await robot.clock.passes(29)
        assert robot.screen.view == views.ScanTicket()
        await robot.clock.passes(2)
        assert robot.screen.view == views.StillThere(9)
        await robot.clock.passes(9)

        with pytest.raises(Idle):
            await scanning


class TestCheckTicket:
    async def test_an_accepted_ticket_leads_to_the_seat(self, robot: FakeRobot) -> None:
        check = a_check()
        robot.tickets.answers = [ACCEPTED]

        following = await robot.enters(CheckTicket(check))

        assert robot.screen.views == [views.Checking()]
        assert isinstance(following, ShowSeat)
        view = following.view
        assert (view.name, view.wagon, view.place, view.here) == ("Анна", 5, 12, True)
        assert view.origin.at
        assert view.origin.at.isoformat() == "2026-03-01T21:30:00+03:00", "Moscow's time"
        assert view.destination.at
        assert view.destination.at.isoformat() == "2026-03-02T19:30:00+05:00", "Perm's time"

    async def test_a_lost_answer_keeps_the_check(self, robot: FakeRobot) -> None:
        check = a_check()
        robot.tickets.answers = [Unreachable("no answer")]

        assert await robot.enters(CheckTicket(check)) == NoConnection(check)

    @pytest.mark.parametrize("trouble", [Broken("500"), CheckDiffers()])
    async def test_an_answer_that_makes_no_sense_is_not_blamed_on_the_connection(
        self, robot: FakeRobot, trouble: Exception
    ) -> None:
        robot.tickets.answers = [trouble]

        assert await robot.enters(CheckTicket(a_check())) == ServiceTrouble()

    async def test_an_acceptance_without_its_ticket_makes_no_sense(self, robot: FakeRobot) -> None:
        robot.tickets.answers = [ACCEPTED.model_copy(update={"ticket": None})]

        assert await robot.enters(CheckTicket(a_check())) == ServiceTrouble()

    async def test_a_moved_robot_makes_a_new_check_where_it_is_now(self, robot: FakeRobot) -> None:
        now = assignment(wagon=7)
        robot.whereabouts.after_refresh = [now]
        robot.tickets.answers = [AssignmentDiffers()]

        following = await robot.enters(CheckTicket(a_check()))

        assert isinstance(following, CheckTicket)
        assert following.check.assignment_id == now.id

    async def test_a_moved_robot_that_cannot_learn_where_has_no_connection(self, robot: FakeRobot) -> None:
        robot.whereabouts.after_refresh = [Unreachable("no answer")]
        robot.tickets.answers = [AssignmentDiffers()]

        assert isinstance(await robot.enters(CheckTicket(a_check())), NoConnection)

    async def test_a_server_that_contradicts_itself_is_not_asked_for_ever(self, robot: FakeRobot) -> None:
        assert robot.whereabouts.assignment
        check = a_check().model_copy(update={"assignment_id": robot.whereabouts.assignment.id})
        robot.tickets.answers = [AssignmentDiffers()]

        assert await robot.enters(CheckTicket(check)) == ServiceTrouble()

    async def test_an_unassigned_robot_shows_the_service_screen(self, robot: FakeRobot) -> None:
        robot.whereabouts.after_refresh = [None]
        robot.tickets.answers = [NotAssigned()]

        assert await robot.enters(CheckTicket(a_check())) == service.NotAssigned()

    async def test_idleness_never_cancels_a_request(self, robot: FakeRobot) -> None:
        checking = robot.enters(CheckTicket(a_check()))

        await robot.clock.passes(300)

        assert not checking.done()
        assert robot.screen.views == [views.Checking()]


USED_AT = datetime(2026, 3, 1, 18, 2, tzinfo=UTC)


class TestRefusals:
    @pytest.mark.parametrize(
        ("answer", "view"),
        [
            (refused(Reason.UNKNOWN_TICKET), views.UnknownTicket()),
            (refused(Reason.CANCELED), views.Canceled()),
            (refused(Reason.WRONG_STATION), views.WrongStation(MOSCOW)),
            (refused(Reason.WRONG_WAGON, CheckedTicket(wagon_number=7)), views.WrongWagon(wagon=7, here=5)),
            (
                refused(Reason.WRONG_TRAIN, CheckedTicket(train_number=104, from_=PERM, departure=DEPARTURE)),
                views.WrongTrain("104", views.Place(PERM, DEPARTURE)),
            ),
            (
                refused(
                    Reason.WRONG_DATE,
                    CheckedTicket(train_number=20, train_label="020У", from_=MOSCOW, departure=DEPARTURE),
                ),
                views.WrongDate("020У", views.Place(MOSCOW, DEPARTURE)),
            ),
            (
                refused(
                    Reason.ALREADY_USED,
                    earlier=EarlierCheck(checked_at=USED_AT, robot_id=ROBOT_ID, wagon_number=5),
                ),
                views.AlreadyUsed(USED_AT, wagon=5, by_this_robot=True),
            ),
            (
                refused(
                    Reason.ALREADY_USED,
                    earlier=EarlierCheck(checked_at=USED_AT, robot_id=uuid4(), wagon_number=3),
                ),
                views.AlreadyUsed(USED_AT, wagon=3, by_this_robot=False),
            ),
        ],
    )
    async def test_each_reason_has_its_view(self, robot: FakeRobot, answer: CheckAnswer, view: views.View) -> None:
        robot.tickets.answers = [answer]

        following = await robot.enters(CheckTicket(a_check()))

        assert isinstance(following, Refused)
        assert following.view == view

    @pytest.mark.parametrize("reason", [Reason.WRONG_WAGON, Reason.WRONG_TRAIN, Reason.ALREADY_USED])
    async def test_a_refusal_without_what_it_has_to_say_makes_no_sense(self, robot: FakeRobot, reason: Reason) -> None:
        robot.tickets.answers = [refused(reason)]

        assert await robot.enters(CheckTicket(a_check())) == ServiceTrouble()

    async def test_help_is_one_touch_away_and_staff_learn_why(self, robot: FakeRobot) -> None:
        showing = robot.enters(Refused(views.Canceled(), a_check()))

        await robot.screen.is_touched(Touch.HELP)

        assert await showing == CallHelp("ticket refused: Canceled")

    async def test_a_refusal_that_was_shown_need_not_be_kept(self, robot: FakeRobot) -> None:
        check = robot.tickets.check_of(CODE, uuid4())
        showing = robot.enters(Refused(views.Canceled(), check))

        await robot.screen.is_touched(Touch.DONE)

        assert isinstance(await showing, Welcome)
        assert not robot.tickets.untold


class TestShowSeat:
    async def test_the_answer_is_told_once_it_is_shown(self, robot: FakeRobot) -> None:
        check = robot.tickets.check_of(CODE, uuid4())
        robot.tickets.answers = [ACCEPTED]
        seat = await robot.enters(CheckTicket(check))
        assert robot.tickets.untold, "not before it is shown"

        showing = robot.enters(seat)
        await robot.screen.is_touched(Touch.DONE)

        assert isinstance(robot.screen.view, views.Accepted)
        assert not robot.tickets.untold
        assert isinstance(await showing, Welcome)


def test_no_state_tells_a_code_or_a_name_in_its_repr() -> None:
    place = views.Place(MOSCOW, DEPARTURE)
    seat = views.Accepted("Анна", 5, 12, here=True, origin=place, destination=place)
    states = [CheckTicket(a_check()), NoConnection(a_check()), ShowSeat(seat, a_check()), Code(CODE, 0)]

    told = repr([*states, Refused(views.Canceled(), a_check())])

    assert CODE not in told
    assert "Анна" not in told
