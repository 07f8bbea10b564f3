"""The way to a verdict."""

from typing import Final

from robot.states.views import CameraMissing, Checking, ScanHint, ScanTicket, Touch, Welcome
from robot.ui.presentation.pages import (
    Action,
    CheckingPage,
    Icon,
    ScanPage,
    Stop,
    Tip,
    Tone,
    VerdictPage,
    WelcomePage,
)
from robot.ui.presentation.telling import Telling

_REASON_AFTER_MS: Final = 4000
# From the hour on: the greeting.
_GREETINGS: Final = ((22, "night"), (17, "evening"), (12, "day"), (5, "morning"), (0, "night"))


def welcome(view: Welcome, telling: Telling) -> WelcomePage:
    say = telling.words.say
    here = view.departs_here
    departs = here and here.at
    return WelcomePage(
        greeting=say(f"greeting-{next(name for hour, name in _GREETINGS if telling.now.hour >= hour)}"),
        text=say("welcome-departs", time=telling.words.time(departs)) if departs else say("welcome-glad"),
        stops=_route(view, telling),
        board=Action(Touch.BOARD, say("welcome-board"), Icon.QR_CODE, primary=True, hint=say("welcome-board-hint")),
        help=Action(Touch.HELP, say("welcome-help"), Icon.HELP, hint=say("action-help")),
    )


def _route(view: Welcome, telling: Telling) -> tuple[Stop, ...]:
    """The trip's ends and, among them, the station at which the train stands."""
    if view.origin is None or view.destination is None:
        return ()
    here = view.departs_here
    places = [view.origin, view.destination]
    if here and here.station.id not in {place.station.id for place in places}:
        places.insert(1, here)
    return tuple(
        telling.stop(place, note=telling.words.say("stop-here"), filled=True)
        if here and place.station.id == here.station.id
        else telling.stop(place)
        for place in places
    )


def scan_ticket(view: ScanTicket, telling: Telling) -> ScanPage:
    say = telling.words.say
    hints = {
        None: ("", None),
        ScanHint.NOT_A_TICKET: (say("scan-not-a-ticket"), Icon.NOT_A_TICKET),
        ScanHint.UNREADABLE: (say("scan-unreadable"), Icon.UNREADABLE),
    }
    hint, hint_icon = hints[view.hint]
    return ScanPage(
        title=say("scan-title"),
        tips=(
            Tip(Icon.QR_CODE, say("scan-distance")),
            Tip(Icon.BRIGHTNESS, say("scan-brightness")),
            Tip(Icon.LOCK, say("scan-privacy")),
        ),
        actions=(telling.help(), telling.back()),
        hint=hint,
        hint_icon=hint_icon,
    )


def camera_missing(_: CameraMissing, telling: Telling) -> VerdictPage:
    say = telling.words.say
    return VerdictPage(
        tone=Tone.CALM,
        icon=Icon.CAMERA_MISSING,
        verdict=say("camera-missing-verdict"),
        title=say("camera-missing-title"),
        text=say("camera-missing-text"),
        actions=(telling.help(primary=True), telling.back()),
    )


def checking(_: Checking, telling: Telling) -> CheckingPage:
    say = telling.words.say
    return CheckingPage(say("checking-title"), say("checking-reason"), _REASON_AFTER_MS)
