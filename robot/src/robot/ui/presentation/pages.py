"""What QML draws. A page's class names its QML file; the fields are that file's."""

from dataclasses import dataclass
from enum import StrEnum

from robot.states.views import Touch


class Icon(StrEnum):
    """Phosphor's names."""

    ARROW_LEFT = "arrow-left-bold"
    ARROW_RIGHT = "arrow-right-bold"
    BACK = "arrow-left"
    BRIGHTNESS = "sun"
    CALENDAR = "calendar-blank-bold"  # the other one has a day of its own on it
    CALL_SENT = "bell-ringing"
    CAMERA_MISSING = "camera-slash"
    CHECK = "check-bold"
    CLOSER = "arrows-in"
    CONTRAST = "circle-half"
    EYE = "eye"
    FACE = "user-focus"
    HELP = "headset"
    HOLD_STILL = "hand-palm"
    HOURGLASS = "hourglass-medium"
    LANGUAGE = "translate"
    LARGE_TEXT = "text-aa"
    LIGHT = "lightbulb"
    LOCK = "lock-simple"
    NO_CONNECTION = "wifi-slash"
    NOT_A_TICKET = "ticket"
    PROHIBITED = "prohibit"
    QR_CODE = "qr-code"
    QUESTION = "question"
    ROBOT = "robot"
    SEVERAL = "users-three"
    SIGNPOST = "map-pin"
    TRAIN = "train"
    TRAIN_BOLD = "train-bold"
    UNREADABLE = "magnifying-glass"
    USED = "clock-counter-clockwise-bold"
    WRENCH = "wrench"


class Tone(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    CALM = "calm"


@dataclass(frozen=True)
class Action:
    touch: Touch
    label: str
    icon: Icon | None = None
    primary: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Stop:
    """`day` is empty where it goes without saying."""

    name: str
    time: str
    day: str = ""
    note: str = ""
    filled: bool = False


@dataclass(frozen=True)
class Wagon:
    """`number` is empty for the wagons that are left out."""

    number: str
    here: bool = False
    there: bool = False


@dataclass(frozen=True)
class Fact:
    """The one thing to be read from afar, with the words around it."""

    value: str
    above: str = ""
    below: str = ""


@dataclass(frozen=True)
class Tip:
    icon: Icon
    text: str


@dataclass(frozen=True)
class WelcomePage:
    greeting: str
    text: str
    stops: tuple[Stop, ...]
    board: Action
    help: Action


class Outline(StrEnum):
    """What is to be held before the camera."""

    CODE = "code"
    FACE = "face"
    STILL_FACE = "still_face"  # it is just where it should be


@dataclass(frozen=True)
class ScanPage:
    """`choice`: another way than the one that the page is about."""

    title: str
    tips: tuple[Tip, ...]
    actions: tuple[Action, ...]
    outline: Outline = Outline.CODE
    hint: str = ""
    hint_icon: Icon | None = None
    choice: Action | None = None


@dataclass(frozen=True)
class CheckingPage:
    title: str
    reason: str
    reason_after_ms: int


@dataclass(frozen=True)
class VerdictPage:
    """A verdict without a fact shows its icon large in the fact's place."""

    tone: Tone
    icon: Icon
    verdict: str
    title: str
    text: str = ""
    actions: tuple[Action, ...] = ()
    fact: Fact | None = None
    stops: tuple[Stop, ...] = ()
    wagons: tuple[Wagon, ...] = ()
    here_label: str = ""
    there_label: str = ""
    code: str = ""
    footnote: str = ""


@dataclass(frozen=True)
class OverlayPage:
    icon: Icon
    title: str
    text: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Bar:
    """The head of every page; empty where it is not known."""

    train: str
    wagon: str
    clock: str
    language: str
    large_name: str
    contrast_name: str
    language_icon: Icon = Icon.LANGUAGE
    large_icon: Icon = Icon.LARGE_TEXT
    contrast_icon: Icon = Icon.CONTRAST


Page = WelcomePage | ScanPage | CheckingPage | VerdictPage | OverlayPage
