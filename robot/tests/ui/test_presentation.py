"""What each view becomes, before anything is drawn."""

import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from provodnik.contracts.faces import FaceBoarding
from robot.states import views
from robot.states.views import Touch, View
from robot.ui.gallery_views import ARRIVES, HEADER, LEAVES, MOSCOW, NOW, VIEWS
from robot.ui.presentation.pages import Action, Outline, OverlayPage, ScanPage, Tone, VerdictPage, WelcomePage
from robot.ui.presentation.present import SCENES, present, present_bar
from robot.ui.presentation.telling import Telling
from robot.ui.presentation.verdicts import wagon_strip
from robot.ui.words.catalogue import words_in
from robot.ui.words.language import Language

TODAY = NOW.astimezone(ZoneInfo("Europe/Moscow"))
NO_BREAK = "\N{NO-BREAK SPACE}"
RUSSIAN = Telling(words_in(Language.RU), TODAY)
ENGLISH = Telling(words_in(Language.EN), TODAY)


def verdict(view: View, telling: Telling = RUSSIAN) -> VerdictPage:
    page = present(view, telling)
    assert isinstance(page, VerdictPage)
    return page


def touches(page: Any) -> set[Touch]:
    """Of every action on the page, however deep."""
    if isinstance(page, Action):
        return {page.touch}
    if isinstance(page, tuple):
        return set[Touch]().union(*(touches(item) for item in page))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # a tuple of anything
    return touches(tuple(getattr(page, field.name) for field in fields(page))) if is_dataclass(page) else set()


def test_needs_no_qt() -> None:
    code = (
        "import sys, robot.ui.presentation.present; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_view_has_a_scene_and_a_place_in_the_gallery() -> None:
    assert set(SCENES) == set(get_args(View)) == {type(view) for view in VIEWS.values()}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("telling", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_every_view_is_told_in_whole_sentences(view: View, telling: Telling) -> None:
    told = str(present(view, telling))

    assert "{" not in told
    assert "None" not in told.replace("=None", "")


REFUSALS = [
    name for name, view in VIEWS.items() if SCENES[type(view)].depth in {4, 5} and not isinstance(view, views.Accepted)
]


@pytest.mark.parametrize("name", [*REFUSALS, "camera-missing", "scan", "look"])
def test_every_refusal_has_a_person_one_touch_away_and_a_way_back(name: str) -> None:
    offered = touches(present(VIEWS[name], RUSSIAN))

    assert Touch.HELP in offered
    assert offered & {Touch.BACK, Touch.DONE, Touch.CODE}


@pytest.mark.parametrize("name", REFUSALS)
def test_no_word_blames_the_passenger_or_speaks_of_errors(name: str) -> None:
    told = "".join(str(present(VIEWS[name], telling)) for telling in (RUSSIAN, ENGLISH)).lower()

    assert not [word for word in ("ошибк", "error", "invalid") if word in told]


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(4, "Hello"), (5, "Good morning"), (12, "Good afternoon"), (17, "Good evening"), (22, "Hello")],
)
def test_the_greeting_is_that_of_the_hour(hour: int, greeting: str) -> None:
    page = present(VIEWS["welcome"], Telling(words_in(Language.EN), TODAY.replace(hour=hour)))

    assert isinstance(page, WelcomePage)
    assert page.greeting == greeting


class TestWelcome:
    def test_offers_boarding_and_help_and_nothing_else(self) -> None:
        assert touches(present(VIEWS["welcome"], RUSSIAN)) == {Touch.BOARD, Touch.HELP}

    def test_marks_the_station_where_the_train_stands(self) -> None:
        page = present(VIEWS["welcome-midway"], ENGLISH)

        assert isinstance(page, WelcomePage)
        assert [(stop.name, stop.note) for stop in page.stops] == [
            ("Moscow", ""),
            ("Yekaterinburg-Passazhirsky", "you are here"),
            ("Petropavlovsk-Kamchatsky", ""),
        ]

    @pytest.mark.parametrize(
        ("language", "text"),
        [(Language.RU, "Отправляемся в 21:55, опоздание 25 мин"), (Language.EN, "We leave at 21:55, 25 min late")],
    )
    def test_tells_how_late_the_train_is_in_words(self, language: Language, text: str) -> None:
        page = present(VIEWS["welcome-delayed"], Telling(words_in(language), NOW))

        assert isinstance(page, WelcomePage)
        assert page.text.replace(NO_BREAK, " ") == text
        assert [stop.time for stop in page.stops] == ["21:55", "07:32"]

    @pytest.mark.parametrize(("minutes", "told"), [(5, "5 мин"), (60, "1 ч"), (1505, "25 ч 5 мин")])
    def test_tells_a_long_delay_in_hours(self, minutes: int, told: str) -> None:
        assert RUSSIAN.duration(timedelta(minutes=minutes)).replace(NO_BREAK, " ") == told

    def test_says_nothing_of_a_route_that_is_not_known(self) -> None:
        page = present(VIEWS["welcome-unknown"], ENGLISH)

        assert isinstance(page, WelcomePage)
        assert page.stops == ()
        assert ":" not in page.text


class TestBoardingByFace:
    @pytest.mark.parametrize("boarding", [FaceBoarding.OFF, FaceBoarding.UNAVAILABLE])
    def test_is_offered_only_while_it_is_on(self, boarding: FaceBoarding) -> None:
        assert Touch.FACE not in touches(present(views.ScanTicket(faces=boarding), RUSSIAN))
        assert Touch.FACE in touches(present(views.ScanTicket(faces=FaceBoarding.ON), RUSSIAN))

    @pytest.mark.parametrize("telling", [RUSSIAN, ENGLISH], ids=["ru", "en"])
    def test_is_not_mentioned_where_the_operator_does_not_use_faces(self, telling: Telling) -> None:
        pages = [present(views.ScanTicket(), telling), present(VIEWS["welcome"], telling)]
        words = ("лиц", "face", "посмотр", "look")

        assert not [word for page in pages for word in words if word in str(page).lower().replace("icon.face", "")]

    @pytest.mark.parametrize("boarding", [FaceBoarding.ON, FaceBoarding.UNAVAILABLE])
    def test_says_that_pictures_are_not_kept(self, boarding: FaceBoarding) -> None:
        assert "No pictures are kept" in str(present(views.ScanTicket(faces=boarding), ENGLISH))
        assert "No pictures are kept" in str(present(views.LookIntoCamera(), ENGLISH))

    def test_that_faces_cannot_be_read_is_said_in_words(self) -> None:
        told = str(present(views.ScanTicket(faces=FaceBoarding.UNAVAILABLE), ENGLISH))

        assert "We can’t recognise faces right now. The code works as always" in told

    def test_is_a_choice_from_the_first_screen_on(self) -> None:
        told = str(present(VIEWS["welcome-faces"], ENGLISH))

        assert "Show your ticket’s QR code or look into the camera" in told

    @pytest.mark.parametrize("hint", views.LookHint)
    def test_gives_each_hint_words_and_an_icon_and_never_colour_alone(self, hint: views.LookHint) -> None:
        page = present(views.LookIntoCamera(hint), RUSSIAN)

        assert isinstance(page, ScanPage)
        assert page.hint
        assert page.hint_icon is not None
        assert page.outline is (Outline.STILL_FACE if hint is views.LookHint.HOLD_STILL else Outline.FACE)

    @pytest.mark.parametrize("name", ["unknown-face", "face-unclear", "faces-away", "face-unanswered", "face-trouble"])
    def test_ends_with_the_code_as_the_first_way_on(self, name: str) -> None:
        page = verdict(VIEWS[name])

        assert page.actions[0].touch is Touch.CODE
        assert page.actions[0].primary
        assert page.tone is Tone.CALM


class TestAccepted:
    def test_tells_what_the_timetable_said_where_the_train_is_late(self) -> None:
        page = verdict(VIEWS["accepted-delayed"], ENGLISH)

        assert [(stop.time, stop.note.replace(NO_BREAK, " ")) for stop in page.stops] == [
            ("21:55", "scheduled at 21:30"),
            ("07:32", "scheduled at 06:12"),
        ]
        assert {stop.note for stop in verdict(VIEWS["accepted"]).stops} == {""}

    def test_tells_seat_wagon_and_route(self) -> None:
        page = verdict(views.Accepted("Анна", 5, 12, here=True, origin=LEAVES, destination=ARRIVES), ENGLISH)

        assert page.tone is Tone.GOOD
        assert page.fact
        assert (page.fact.value, page.fact.below) == ("12", "Coach\N{NO-BREAK SPACE}5, right here")
        assert page.title == "Welcome, Анна"
        assert [(stop.time, stop.day, stop.name) for stop in page.stops] == [
            ("21:30", "", "Moscow"),
            ("06:12", "25\N{NO-BREAK SPACE}November", "Saint Petersburg"),
        ]

    def test_names_the_wagon_to_go_to(self) -> None:
        page = verdict(views.Accepted("Анна", 6, 12, here=False, origin=LEAVES, destination=ARRIVES), ENGLISH)

        assert page.fact
        assert page.fact.below == "In coach\N{NO-BREAK SPACE}6, not this one"


class TestWrongWagon:
    @pytest.mark.parametrize(
        ("here", "there", "shown"),
        [
            (5, 7, ["5", "6", "7"]),
            (5, 4, ["4", "5"]),
            (1, 7, ["1", "2", "3", "4", "5", "6", "7"]),
            (2, 17, ["2", "3", "4", "", "15", "16", "17"]),
        ],
    )
    def test_shows_the_wagons_from_here_to_there(self, here: int, there: int, shown: list[str]) -> None:
        strip = wagon_strip(here, there)

        assert [wagon.number for wagon in strip] == shown
        assert [wagon.number for wagon in strip if wagon.here] == [str(here)]
        assert [wagon.number for wagon in strip if wagon.there] == [str(there)]


class TestAlreadyUsed:
    @pytest.mark.parametrize(
        ("ago", "by_this_robot", "where"),
        [
            (timedelta(minutes=2), True, "By this robot"),
            (timedelta(minutes=2), False, "In coach\N{NO-BREAK SPACE}7"),
            (timedelta(days=1), True, "23\N{NO-BREAK SPACE}November, by this robot"),
            (timedelta(days=1), False, "23\N{NO-BREAK SPACE}November, in coach\N{NO-BREAK SPACE}7"),
        ],
    )
    def test_tells_when_and_where(self, ago: timedelta, by_this_robot: bool, where: str) -> None:  # noqa: FBT001 — parametrized
        page = verdict(views.AlreadyUsed(TODAY - ago, 7, by_this_robot), ENGLISH)

        assert page.fact
        assert (page.fact.value, page.fact.below) == ((TODAY - ago).strftime("%H:%M"), where)


def test_of_a_trains_label_the_number_is_what_to_look_for() -> None:
    page = verdict(views.WrongTrain("016А «Арктика»", LEAVES))

    assert page.fact is not None
    assert (page.fact.value, page.fact.below) == ("016А", "«Арктика»")


def test_a_wrong_date_without_a_time_is_told_without_a_day() -> None:
    page = verdict(views.WrongDate("20", views.Place(MOSCOW, None)), ENGLISH)

    assert page.fact is None
    assert page.title == page.verdict
    assert page.stops[0].time == ""


def test_an_engineer_is_told_what_to_type() -> None:
    assert verdict(views.NotEnrolled()).code == "enrol"


@pytest.mark.parametrize("sent", [True, False])
def test_a_call_that_is_kept_is_told_apart_from_one_that_was_sent(sent: bool) -> None:  # noqa: FBT001 — parametrized
    page = verdict(views.HelpCalled(sent), ENGLISH)

    assert (page.verdict, page.tone) == (("Attendant called", Tone.GOOD) if sent else ("Your call is kept", Tone.CALM))


def test_who_is_still_there_is_offered_more_time_first() -> None:
    page = present(views.StillThere(21), RUSSIAN)

    assert touches(page) == {Touch.MORE_TIME, Touch.DONE}
    assert isinstance(page, OverlayPage)
    assert "21\N{NO-BREAK SPACE}секунду" in page.text


def test_the_head_tells_train_wagon_time_and_the_other_language() -> None:
    bar = present_bar(HEADER, RUSSIAN, words_in(Language.EN))

    assert (bar.train, bar.wagon, bar.clock, bar.language) == (
        "Поезд 020У",
        "Вагон\N{NO-BREAK SPACE}5",
        "21:04",
        "English",
    )


def test_a_robot_that_is_nowhere_tells_no_time() -> None:
    bar = present_bar(None, Telling(words_in(Language.EN), datetime.now(UTC)), words_in(Language.RU))

    assert (bar.train, bar.wagon, bar.clock, bar.language) == ("", "", "", "Русский")
