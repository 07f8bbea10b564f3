"""A ticket check: what a robot asks, and the verdict."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, Field, StringConstraints

from provodnik.contracts.errors import Conflict
from provodnik.contracts.stations import StationRead
from provodnik.contracts.wire import Command, Moment, Wire


class CheckDiffers(Conflict):
    """A check with this id was made already, and it asked something else."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a ticket is refused, in the order in which it is looked at: the first that holds is given."""

    UNKNOWN_TICKET = "unknown_ticket"
    CANCELED = "canceled"
    WRONG_TRAIN = "wrong_train"
    WRONG_DATE = "wrong_date"
    WRONG_STATION = "wrong_station"
    ALREADY_USED = "already_used"
    WRONG_WAGON = "wrong_wagon"


class Evidence(StrEnum):
    CODE = "code"


class TicketValidation(Command):
    check_id: UUID = Field(description="Made by the robot. The same check again gets the same answer.")
    assignment_id: UUID
    code: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00]*$")]
    mark_as_used: bool = True


class CheckedTicket(Wire):
    """Of an accepted ticket everything; of a refused one only what its reason needs: never a name or a seat."""

    id: UUID | None = None
    train_number: int | None = None
    train_label: str | None = None
    wagon_number: int | None = None
    place_number: int | None = None
    from_: StationRead | None = Field(
        default=None, validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: StationRead | None = None
    departure: Moment | None = None
    arrival: Moment | None = None


class Passenger(Wire):
    id: UUID
    name: str


class EarlierCheck(Wire):
    """The check that used the ticket up."""

    checked_at: Moment
    robot_id: UUID
    wagon_number: int


class CheckAnswer(Wire):
    verdict: Verdict
    reason: Reason | None = None
    ticket: CheckedTicket | None = None
    passenger: Passenger | None = None
    earlier_check: EarlierCheck | None = None
    evidence: Evidence = Evidence.CODE
