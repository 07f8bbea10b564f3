"""What ends a command early, in words that say what to do."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from provodnik.clients.admin_access import Gateway
from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.engineers import EngineerNotFound, LoginTaken
from provodnik.contracts.errors import DomainError
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.stations import StationExists, StationInUse, StationNotFound
from provodnik.contracts.tickets import SeatTaken, TicketNotFound
from provodnik.contracts.trips import TripExists, TripNotFound
from provodnik.contracts.users import UserNotFound

PROGRAM: Final = "provodnik-console"

REFUSED: Final = 1
MISUSED: Final = 2

_ADVICE: Final[Mapping[type[DomainError], str]] = {
    UserNotFound: "`users list --all` shows those there are",
    EngineerNotFound: "`engineers list --all` shows those there are",
    LoginTaken: "choose another login, or delete that engineer first",
    RobotNotFound: "`robots list --all` shows those there are; a robot is enrolled at its own console",
    StationNotFound: "`stations list --all` shows those there are, `stations add` describes one",
    StationExists: "`stations update` changes it",
    StationInUse: "delete its trips and move its robots first",
    TripNotFound: "`trips list --all` shows those there are",
    TripExists: "`trips list --train-number` shows it, `trips update` changes it",
    TicketNotFound: "`tickets list --all` shows those there are",
    SeatTaken: "choose another place, or cancel the ticket that holds it",
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
    advice = _ADVICE.get(type(error)) if isinstance(error, DomainError) else None
    return CommandFailed(type(error).__name__, f"{told.rstrip('.')}; {advice}" if advice else told)


def faults(error: ValidationError) -> str:
    """Each place and what is wrong there, never the value: it may be a password."""
    places = [(".".join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]
    return "; ".join(f"{place}: {what}" if place else what for place, what in places)
