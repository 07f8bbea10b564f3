"""A ticket check: what a robot asks, and the verdict."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.pictures import Frames
from provodnik.contracts.stations import StationRead
from provodnik.contracts.wire import Command, Line256, Moment, Wire


class CheckDiffers(Conflict):
    """A check with this id was made already, and it asked something else."""


class CheckWithdrawn(Conflict):
    """The robot has withdrawn this check: it was never answered, and it never will be."""


class CheckNotFound(NotFound):
    """There is no check with this id."""


class CheckNotUndoable(Conflict):
    """The check used no ticket up, or was undone before: there is nothing to undo."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a ticket is refused, in the order in which it is looked at: the first that holds is given.

    The first four are of a face; a face leads to a ticket of the robot's own trip, so no other train is named for it.
    """

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    POOR_IMAGE = "poor_image"
    UNKNOWN_FACE = "unknown_face"
    UNKNOWN_TICKET = "unknown_ticket"
    CANCELED = "canceled"
    WRONG_TRAIN = "wrong_train"
    WRONG_DATE = "wrong_date"
    WRONG_STATION = "wrong_station"
    ALREADY_USED = "already_used"
    WRONG_WAGON = "wrong_wagon"


class Evidence(StrEnum):
    CODE = "code"
    FACE = "face"


class TicketValidation(Command):
    """By code or by face: one of both."""

    check_id: UUID = Field(description="Made by the robot. The same check again gets the same answer.")
    assignment_id: UUID
    code: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00]*$")] | None = None
    images: Frames | None = Field(default=None, repr=False)
    mark_as_used: bool = True

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.code is None) == (self.images is None):
            raise ValueError("name either code or images")
        return self

    @property
    def evidence(self) -> Evidence:
        return Evidence.CODE if self.code is not None else Evidence.FACE


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
    departure: Moment | None = Field(default=None, description="As scheduled, like the arrival.")
    arrival: Moment | None = None
    departure_delay_minutes: int | None = Field(default=None, description="None where the trip is not described.")
    arrival_delay_minutes: int | None = None


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


class CheckUndone(Command):
    """Staff undo a check: its ticket can be used again."""

    reason: Line256


class CheckListed(Wire):
    """A stored check, for staff."""

    id: UUID
    robot_id: UUID
    ticket_id: UUID | None
    wagon_number: int
    verdict: Verdict
    reason: str | None
    evidence: Evidence
    created_at: Moment
    made_at: Moment | None = Field(default=None, description="By the robot's clock, of a check made offline.")
    undone_at: Moment | None
    undone_reason: str | None
