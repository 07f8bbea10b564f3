"""What ends a command early, in words that say what to do."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from provodnik.clients.admin_access import Gateway
from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.accounting import DeadLetterNotFound, WebhookNotFound
from provodnik.contracts.cards import CardsOff, CardTaken
from provodnik.contracts.checks import CheckNotFound, CheckNotUndoable
from provodnik.contracts.destinations import AttractionNotFound, HotelNotFound
from provodnik.contracts.engineers import EngineerNotFound, LoginTaken
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FacesOff, FacesUnavailable, NoFace, PictureFault, PoorImage, SeveralFaces
from provodnik.contracts.passengers import KeycloakUserNotFound, KeycloakUserTaken
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.stations import StationExists, StationInUse, StationNotFound
from provodnik.contracts.stores import StoreNotFound
from provodnik.contracts.tickets import SeatTaken, TicketNotFound
from provodnik.contracts.train_stores import StoreNotOnTrain, StoreOnTrain
from provodnik.contracts.trips import (
    DelaysGoBackwards,
    PlaceUnknown,
    StopUnknown,
    TripExists,
    TripNotFound,
    WagonUnknown,
)
from provodnik.contracts.users import UserNotFound
from provodnik.contracts.wagons import SeatPlanExists, SeatPlanInUse, SeatPlanNotFound, SeatsSold

PROGRAM: Final = "provodnik-console"

REFUSED: Final = 1
MISUSED: Final = 2

_ADVICE: Final[Mapping[type[DomainError], str]] = {
    UserNotFound: "`users list --all` shows those there are",
    KeycloakUserTaken: "part it from that passenger with `users unlink` first",
    KeycloakUserNotFound: "`users link` links one",
    EngineerNotFound: "`engineers list --all` shows those there are",
    LoginTaken: "choose another login, or delete that engineer first",
    CardTaken: "choose another card, or take it from that engineer with `engineers card --none` first",
    CardsOff: "base_server needs BASE_CARD_KEY; `openssl rand -base64 32` makes one",
    RobotNotFound: "`robots list --all` shows those there are; a robot is enrolled at its own console",
    StationNotFound: "`stations list --all` shows those there are, `stations add` describes one",
    StationExists: "`stations update` changes it",
    StationInUse: "delete its trips and move its robots first",
    HotelNotFound: "`destinations list hotel` shows those of a destination",
    AttractionNotFound: "`destinations list attraction` shows those of a destination",
    TripNotFound: "`trips list --all` shows those there are",
    StopUnknown: "`trips show` shows its stops",
    DelaysGoBackwards: "say from which stop on it is late with `--from-stop`, or a longer delay",
    WagonUnknown: "`trips show` shows its wagons",
    PlaceUnknown: "`trips show` shows its wagons, `seat-plans list` their places",
    SeatPlanNotFound: "`seat-plans list` shows those there are",
    SeatPlanExists: "`seat-plans update` changes it",
    SeatPlanInUse: "change the trips' wagons first, or make another plan",
    SeatsSold: "`tickets cancel` cancels them",
    TripExists: "`trips list --train-number` shows it, `trips update` changes it",
    TicketNotFound: "`tickets list --all` shows those there are",
    SeatTaken: "choose another place, or cancel the ticket that holds it",
    StoreNotFound: "`shops list --all` shows those there are",
    StoreOnTrain: "`stores list` shows those there are, `stores unbind` takes one off",
    StoreNotOnTrain: "`stores list` shows those there are",
    WebhookNotFound: "`webhooks list --all` shows those there are",
    DeadLetterNotFound: "`webhooks dead-letters --all` shows those there are",
    CheckNotFound: "`checks list --all` shows those there are",
    CheckNotUndoable: "`checks list --ticket-id` shows which check used the ticket",
    NoFace: "take a photograph of the passenger's face, from the front and in good light",
    SeveralFaces: "take a photograph with the passenger alone in it",
    FacesOff: "base_server needs BASE_FACE__URL and BASE_FACE__TOKEN",
    FacesUnavailable: "see whether face_server runs, and try again",
}
_BETTER: Final[Mapping[str, str]] = {
    PictureFault.UNREADABLE: "it must be a whole JPEG, PNG or WebP file",
    PictureFault.TOO_LARGE: "make the picture smaller",
    PictureFault.FACE_TOO_SMALL: "take the photograph from nearer",
    PictureFault.BLURRED: "hold still, and take a sharper photograph",
    PictureFault.TURNED: "let the passenger look straight into the camera",
    PictureFault.TOO_DARK: "take the photograph in more light",
    PictureFault.UNCERTAIN: "nothing may cover the face, and no part of it be cut off",
}


class CommandFailed(Exception):
    def __init__(self, code: str, detail: str, status: int = REFUSED) -> None:
        """`status`: the exit status of the program."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


def no_answer(error: DomainError | Unreachable | Broken, gateway: Gateway) -> CommandFailed:
    told = gateway.explain(error)
    advice = _advice(error) if isinstance(error, DomainError) else None
    return CommandFailed(type(error).__name__, f"{told.rstrip('.')}; {advice}" if advice else told)


def _advice(error: DomainError) -> str | None:
    return _BETTER.get(error.details.get("fault", "")) if isinstance(error, PoorImage) else _ADVICE.get(type(error))


def faults(error: ValidationError) -> str:
    """Each place and what is wrong there, never the value: it may be a password."""
    places = [(".".join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]
    return "; ".join(f"{place}: {what}" if place else what for place, what in places)
