"""The way to a verdict."""

from typing import Final

from provodnik.contracts.faces import FaceBoarding
from robot.states.views import CameraMissing, Checking, Place, ScanHint, ScanTicket, Touch, Welcome
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
    return WelcomePage(
        greeting=say(f"greeting-{next(name for hour, name in _GREETINGS if telling.now.hour >= hour)}"),
        text=_departure(view.departs_here, telling),
        stops=_route(view, telling),
        board=Action(Touch.BOARD, say("welcome-board"), Icon.QR_CODE, primary=True, hint=_how(view, telling)),
        help=Action(Touch.HELP, say("welcome-help"), Icon.HELP, hint=say("action-help")),
    )


def _departure(here: Place | None, telling: Telling) -> str:
    words = telling.words
    if here is None or here.at is None:
        return words.say("welcome-glad")
    time = words.time(here.at)
    if here.scheduled is None:
        return words.say("welcome-departs", time=time)
    return words.say("welcome-departs-late", time=time, late=telling.duration(here.at - here.scheduled))


def _how(view: Welcome, telling: Telling) -> str:
    return telling.words.say("welcome-board-hint-faces" if view.by_face else "welcome-board-hint")


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
    more, choice = _of_faces(view.faces, telling)
    return ScanPage(
        title=say("scan-title"),
        tips=(Tip(Icon.QR_CODE, say("scan-distance")), Tip(Icon.BRIGHTNESS, say("scan-brightness")), *more),
        actions=(telling.help(), telling.back()),
        hint=hint,
        hint_icon=hint_icon,
        choice=choice,
    )


def _of_faces(faces: FaceBoarding, telling: Telling) -> tuple[tuple[Tip, ...], Action | None]:
    """What is said of pictures and faces, and the choice to look into the camera."""
    say = telling.words.say
    kept = Tip(Icon.LOCK, say("scan-privacy"))
    match faces:
        case FaceBoarding.ON:
            return (), Action(Touch.FACE, say("scan-face"), Icon.FACE, hint=say("scan-face-hint"))
        case FaceBoarding.UNAVAILABLE:
            return (kept, Tip(Icon.FACE, say("scan-faces-away"))), None
        case FaceBoarding.OFF:
            return (kept,), None


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


def checking(view: Checking, telling: Telling) -> CheckingPage:
    say = telling.words.say
    if view.by_face:
        return CheckingPage(say("checking-face-title"), say("checking-face-reason"), _REASON_AFTER_MS)
    return CheckingPage(say("checking-title"), say("checking-reason"), _REASON_AFTER_MS)
