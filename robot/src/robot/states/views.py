"""What a state wants shown: frozen facts, no words and no looks.

Moments carry the time zone in which they are to be read. A passenger's name is only in Accepted.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from provodnik.contracts.faces import FaceBoarding
from provodnik.contracts.stations import StationRead


class Touch(StrEnum):
    """What a person can ask for by touching the screen. Language and type size are the screen's own business."""

    BOARD = "board"
    FACE = "face"  # look into the camera instead of showing the code
    CODE = "code"  # show the code instead of looking into the camera
    HELP = "help"
    BACK = "back"
    DONE = "done"
    MORE_TIME = "more_time"


class ScanHint(StrEnum):
    """What the camera sees that is no ticket."""

    NOT_A_TICKET = "not_a_ticket"
    UNREADABLE = "unreadable"


class LookHint(StrEnum):
    """What a passenger who looks into the camera can do."""

    CLOSER = "closer"
    LOOK_HERE = "look_here"
    ONE_AT_A_TIME = "one_at_a_time"
    LIGHT = "light"
    HOLD_STILL = "hold_still"
    AGAIN = "again"  # what was sent could not be used
    CODE_IN_VIEW = "code_in_view"  # something like a code, which is no ticket or can't be read


@dataclass(frozen=True)
class Place:
    """A station in a passenger's route, with the time that matters there: when the train is expected.

    `scheduled`: where the train is late, what the timetable says.
    """

    station: StationRead
    at: datetime | None
    scheduled: datetime | None = None


@dataclass(frozen=True)
class Welcome:
    """The way in. `origin` and `destination` are the trip's ends; None where the trip is not described."""

    origin: Place | None
    destination: Place | None
    departs_here: Place | None
    by_face: bool = False  # looking into the camera can be offered


@dataclass(frozen=True)
class ScanTicket:
    hint: ScanHint | None = None
    faces: FaceBoarding = FaceBoarding.OFF


@dataclass(frozen=True)
class LookIntoCamera:
    """The passenger has chosen to board by face; a code that is shown counts all the same."""

    hint: LookHint | None = None


@dataclass(frozen=True)
class CameraMissing:
    """No picture comes from the camera, so no code can be read."""


@dataclass(frozen=True)
class Checking:
    by_face: bool = False


@dataclass(frozen=True)
class Accepted:
    name: str
    wagon: int
    place: int
    here: bool  # the robot stands in the passenger's wagon
    origin: Place
    destination: Place


@dataclass(frozen=True)
class WrongWagon:
    wagon: int
    here: int


@dataclass(frozen=True)
class AlreadyUsed:
    at: datetime
    wagon: int
    by_this_robot: bool


@dataclass(frozen=True)
class WrongTrain:
    """`train` is the label where the trip is described, else the number."""

    train: str
    departs: Place


@dataclass(frozen=True)
class WrongDate:
    train: str
    departs: Place


@dataclass(frozen=True)
class WrongStation:
    here: StationRead | None


@dataclass(frozen=True)
class Canceled:
    pass


@dataclass(frozen=True)
class UnknownTicket:
    pass


@dataclass(frozen=True)
class UnknownFace:
    """Nobody on this train, or nobody who has let their face be known."""


@dataclass(frozen=True)
class FaceUnclear:
    """Looking again has not helped."""


@dataclass(frozen=True)
class FacesAway:
    """Faces can't be read for now."""


@dataclass(frozen=True)
class FaceUnanswered:
    """No usable answer came to a check by face; it can't be asked again, since no picture is kept."""

    connected: bool  # so it is a fault of ours


@dataclass(frozen=True)
class NoConnection:
    """No answer came. The check is kept and asked again, so the passenger may wait or go."""


@dataclass(frozen=True)
class ServiceTrouble:
    """An answer came that makes no sense: a fault of ours, not of the connection. The check is kept as well."""


@dataclass(frozen=True)
class NotEnrolled:
    """An engineer has to enrol this robot on its console."""


@dataclass(frozen=True)
class NotAssigned:
    robot_id: str


@dataclass(frozen=True)
class HelpCalled:
    """Staff's call was acknowledged; where it is not sent yet it is kept and sent as soon as that is possible."""

    sent: bool


@dataclass(frozen=True)
class StillThere:
    """Shown over what was shown before."""

    seconds_left: int


View = (
    Welcome
    | ScanTicket
    | LookIntoCamera
    | CameraMissing
    | Checking
    | Accepted
    | WrongWagon
    | AlreadyUsed
    | WrongTrain
    | WrongDate
    | WrongStation
    | Canceled
    | UnknownTicket
    | UnknownFace
    | FaceUnclear
    | FacesAway
    | FaceUnanswered
    | NoConnection
    | ServiceTrouble
    | NotEnrolled
    | NotAssigned
    | HelpCalled
    | StillThere
)


@dataclass(frozen=True)
class Header:
    """Where am I, what time is it: the same on every screen.

    `ahead`: by how many seconds the server's clock is ahead of the kiosk's.
    """

    train: str
    wagon: int
    time_zone: str
    ahead: float
