"""Boarding by face, as the states see it."""

from uuid import uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckedTicket, EarlierCheck, Reason
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.faces import FaceBoarding, FacesOff, FacesUnavailable
from robot.states import service, views
from robot.states.boarding import CameraMissing, CheckTicket, ScanTicket, ShowSeat
from robot.states.help_call import CallHelp
from robot.states.kiosk import Idle
from robot.states.looking import CheckFace, CodeInstead, LookIntoCamera
from robot.states.ports import CameraGone, Code, FaceCheck, FaceShown, Guidance
from robot.states.refusals import Refused
from robot.states.views import LookHint, Touch
from robot.states.welcome import Welcome
from robot.testing import ACCEPTED, CODE, DEPARTURE, MOSCOW, ROBOT_ID, FakeRobot, assignment, refused, settle

AWAY = CodeInstead(views.FacesAway())
NOT_CONNECTED = CodeInstead(views.FaceUnanswered(connected=False))
TROUBLE = CodeInstead(views.FaceUnanswered(connected=True))


@pytest.fixture
def robot(robot: FakeRobot) -> FakeRobot:
    robot.whereabouts.face_boarding = FaceBoarding.ON
    return robot


def a_check() -> FaceCheck:
    return FaceCheck(uuid4(), uuid4())


class TestTheChoice:
    @pytest.mark.parametrize("boarding", FaceBoarding)
    async def test_is_told_as_the_server_says(self, robot: FakeRobot, boarding: FaceBoarding) -> None:
        robot.whereabouts.face_boarding = boarding
        robot.enters(Welcome())
        await settle()
        welcome = robot.screen.view
        robot.enters(ScanTicket())
        await settle()

        assert isinstance(welcome, views.Welcome)
        assert welcome.by_face is (boarding is FaceBoarding.ON)
        assert robot.screen.view == views.ScanTicket(faces=boarding)

    async def test_is_the_passengers_by_a_touch(self, robot: FakeRobot) -> None:
        scanning = robot.enters(ScanTicket())

        await robot.screen.is_touched(Touch.FACE)

        assert await scanning == LookIntoCamera()

    async def test_is_not_made_for_them(self, robot: FakeRobot) -> None:
        robot.faces.sees(FaceShown())
        robot.tickets.sees(Code(CODE, seen_at=0))

        assert isinstance(await robot.enters(ScanTicket()), CheckTicket)
        assert robot.faces.looked == [], "nobody's face was looked for"

    async def test_comes_and_goes_while_somebody_shows_a_ticket(self, robot: FakeRobot) -> None:
        scanning = robot.enters(ScanTicket())
        await settle()

        robot.whereabouts.faces_become(FaceBoarding.UNAVAILABLE)
        await settle()

        assert robot.screen.view == views.ScanTicket(faces=FaceBoarding.UNAVAILABLE)
        robot.tickets.sees(Code(CODE, seen_at=0))
        assert isinstance(await scanning, CheckTicket)


class TestLookIntoCamera:
    async def test_guides_with_one_hint_at_a_time_to_a_check(self, robot: FakeRobot) -> None:
        robot.faces.sees(Guidance(LookHint.CLOSER), Guidance(LookHint.HOLD_STILL), FaceShown())

        following = await robot.enters(LookIntoCamera())

        assert robot.screen.views == [
            views.LookIntoCamera(),
            views.LookIntoCamera(LookHint.CLOSER),
            views.LookIntoCamera(LookHint.HOLD_STILL),
        ]
        assert isinstance(following, CheckFace)
        assert robot.whereabouts.assignment
        assert following.check.assignment_id == robot.whereabouts.assignment.id

    async def test_checks_the_code_of_who_shows_one_all_the_same(self, robot: FakeRobot) -> None:
        robot.faces.sees(Guidance(LookHint.HOLD_STILL), Code(CODE, seen_at=0), FaceShown())

        following = await robot.enters(LookIntoCamera())

        assert isinstance(following, CheckTicket)
        assert following.check.code == CODE
        assert robot.faces.asked == []

    @pytest.mark.parametrize(
        ("touch", "target"), [(Touch.CODE, ScanTicket), (Touch.HELP, CallHelp), (Touch.BACK, ScanTicket)]
    )
    async def test_lets_the_passenger_go_and_looks_no_longer(
        self, robot: FakeRobot, touch: Touch, target: type
    ) -> None:
        looking = robot.enters(LookIntoCamera())
        await settle()
        assert robot.faces.looks

        await robot.screen.is_touched(touch)

        assert isinstance(await looking, target)
        assert not robot.faces.looks

    async def test_gives_an_idle_passenger_up_and_looks_no_longer(self, robot: FakeRobot) -> None:
        looking = robot.enters(LookIntoCamera())

        await robot.clock.passes(31)
        assert robot.screen.view == views.StillThere(9)
        await robot.clock.passes(10)

        with pytest.raises(Idle):
            await looking
        assert not robot.faces.looks

    async def test_takes_a_face_for_an_answer_to_whether_somebody_is_there(self, robot: FakeRobot) -> None:
        looking = robot.enters(LookIntoCamera())
        await robot.clock.passes(31)

        robot.faces.sees(FaceShown())

        assert isinstance(await looking, CheckFace)

    async def test_ends_when_faces_cannot_be_read_any_more(self, robot: FakeRobot) -> None:
        looking = robot.enters(LookIntoCamera())
        await settle()

        robot.whereabouts.faces_become(FaceBoarding.UNAVAILABLE)

        assert await looking == AWAY

    async def test_goes_on_when_the_robot_was_only_moved(self, robot: FakeRobot) -> None:
        looking = robot.enters(LookIntoCamera())
        await settle()
        robot.whereabouts.becomes(str(ROBOT_ID), here := assignment(wagon=7))
        await settle()

        robot.faces.sees(FaceShown())

        following = await looking
        assert isinstance(following, CheckFace)
        assert following.check.assignment_id == here.id

    async def test_ends_where_the_robot_is_nowhere(self, robot: FakeRobot) -> None:
        looking = robot.enters(LookIntoCamera())
        await settle()

        robot.whereabouts.becomes(str(ROBOT_ID), None)

        assert await looking == service.NotAssigned()

    async def test_says_so_where_the_camera_is_gone(self, robot: FakeRobot) -> None:
        robot.faces.sees(CameraGone("webcam:0 can't be opened"))

        assert await robot.enters(LookIntoCamera()) == CameraMissing()


class TestCheckFace:
    async def test_an_accepted_face_leads_to_the_seat_and_is_told_once_it_is_shown(self, robot: FakeRobot) -> None:
        check = a_check()
        robot.faces.answers = [ACCEPTED]

        seat = await robot.enters(CheckFace(check))

        assert robot.screen.views == [views.Checking(by_face=True)]
        assert isinstance(seat, ShowSeat)
        assert seat.view.name == "Анна"
        assert robot.faces.was_told == []
        robot.enters(seat)
        await settle()
        assert robot.faces.was_told == [check]

    @pytest.mark.parametrize(
        ("reason", "hint"),
        [
            (Reason.NO_FACE, LookHint.LOOK_HERE),
            (Reason.SEVERAL_FACES, LookHint.ONE_AT_A_TIME),
            (Reason.POOR_IMAGE, LookHint.AGAIN),
        ],
    )
    async def test_pictures_that_cannot_be_used_lead_back_with_advice_and_then_to_the_code(
        self, robot: FakeRobot, reason: Reason, hint: LookHint
    ) -> None:
        robot.faces.answers = [refused(reason), refused(reason)]

        again = await robot.enters(CheckFace(a_check()))
        assert again == LookIntoCamera(hint, tries=1)
        robot.faces.sees(FaceShown())
        second = await robot.enters(again)

        assert robot.faces.looked == [hint]
        assert await robot.enters(second) == CodeInstead(views.FaceUnclear())

    async def test_a_face_of_nobody_on_the_train_leads_to_the_code(self, robot: FakeRobot) -> None:
        robot.faces.answers = [refused(Reason.UNKNOWN_FACE)]

        assert await robot.enters(CheckFace(a_check())) == CodeInstead(views.UnknownFace())

    @pytest.mark.parametrize(
        ("answer", "view"),
        [
            (refused(Reason.CANCELED), views.Canceled()),
            (refused(Reason.WRONG_STATION), views.WrongStation(MOSCOW)),
            (refused(Reason.WRONG_WAGON, CheckedTicket(wagon_number=7)), views.WrongWagon(wagon=7, here=5)),
            (
                refused(
                    Reason.ALREADY_USED,
                    earlier=EarlierCheck(checked_at=DEPARTURE, robot_id=ROBOT_ID, wagon_number=5),
                ),
                views.AlreadyUsed(DEPARTURE, wagon=5, by_this_robot=True),
            ),
        ],
    )
    async def test_a_refused_ticket_is_told_as_by_code(
        self, robot: FakeRobot, answer: CheckAnswer, view: views.View
    ) -> None:
        robot.faces.answers = [answer]

        following = await robot.enters(CheckFace(a_check()))

        assert isinstance(following, Refused)
        assert following.view == view

    @pytest.mark.parametrize(
        ("trouble", "following"),
        [
            (FacesUnavailable(), AWAY),
            (FacesOff(), AWAY),
            (Unreachable("no answer"), NOT_CONNECTED),
            (Broken("500"), TROUBLE),
            (NotSignedIn(), TROUBLE),
        ],
    )
    async def test_whatever_fails_the_code_is_the_way_on(
        self, robot: FakeRobot, trouble: Exception, following: CodeInstead
    ) -> None:
        robot.faces.answers = [trouble]

        assert await robot.enters(CheckFace(a_check())) == following

    async def test_an_acceptance_that_cannot_be_shown_is_taken_back(self, robot: FakeRobot) -> None:
        check = a_check()
        robot.faces.answers = [ACCEPTED.model_copy(update={"ticket": None})]

        assert await robot.enters(CheckFace(check)) == TROUBLE
        assert robot.faces.withdrawn == [check]

    async def test_a_moved_robot_looks_again_where_it_is_now(self, robot: FakeRobot) -> None:
        robot.whereabouts.after_refresh = [assignment(wagon=7)]
        robot.faces.answers = [AssignmentDiffers()]

        assert await robot.enters(CheckFace(a_check())) == LookIntoCamera()

    @pytest.mark.parametrize(
        ("news", "following"),
        [(None, service.NotAssigned()), (Unreachable("no answer"), NOT_CONNECTED), (Broken("500"), TROUBLE)],
    )
    async def test_a_robot_that_is_nowhere_or_cannot_learn_where_says_so(
        self, robot: FakeRobot, news: Exception | None, following: object
    ) -> None:
        robot.whereabouts.after_refresh = [news]
        robot.faces.answers = [NotAssigned()]

        assert await robot.enters(CheckFace(a_check())) == following

    async def test_a_server_that_contradicts_itself_is_not_looked_for_again(self, robot: FakeRobot) -> None:
        assert robot.whereabouts.assignment
        robot.faces.answers = [AssignmentDiffers()]

        check = FaceCheck(uuid4(), robot.whereabouts.assignment.id)

        assert await robot.enters(CheckFace(check)) == TROUBLE

    async def test_idleness_never_cancels_a_request(self, robot: FakeRobot) -> None:
        checking = robot.enters(CheckFace(a_check()))

        await robot.clock.passes(300)

        assert not checking.done()


@pytest.mark.parametrize("view", [AWAY, NOT_CONNECTED, TROUBLE, CodeInstead(views.UnknownFace())], ids=str)
@pytest.mark.parametrize(
    ("touch", "target"),
    [(Touch.CODE, ScanTicket()), (Touch.FACE, LookIntoCamera()), (Touch.DONE, Welcome())],
)
async def test_from_every_end_the_code_is_one_touch_away(
    robot: FakeRobot, view: CodeInstead, touch: Touch, target: object
) -> None:
    offering = robot.enters(view)

    await robot.screen.is_touched(touch)

    assert robot.screen.view == view.view
    assert await offering == target


async def test_who_calls_for_help_is_helped_and_staff_learn_why(robot: FakeRobot) -> None:
    offering = robot.enters(CodeInstead(views.UnknownFace()))

    await robot.screen.is_touched(Touch.HELP)

    assert await offering == CallHelp("boarding by face: UnknownFace")
