from enum import StrEnum
from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.wire import Command, Id60, Moment, PlaceNumber, TrainNumber, WagonNumber, Wire


class TicketNotFound(NotFound):
    """There is no ticket with this id."""


class SeatTaken(Conflict):
    """The seat is sold for this trip already."""


class TicketStatus(StrEnum):
    VALID = "valid"
    CANCELED = "canceled"


class TicketCreate(Command):
    user_id: UUID
    train_number: TrainNumber
    wagon_number: WagonNumber
    place_number: PlaceNumber
    station_id: Id60
    destination: Id60
    date: Moment = Field(description="The departure from the passenger's station.")
    start_date: Moment = Field(description="The departure of the train from its first station: it names the trip.")


class TicketCreated(Wire):
    id: UUID
    train_number: int
    wagon_number: int
    place_number: int
    destination: str


class TicketRead(TicketCreated):
    user_id: UUID
    station_id: str
    date: Moment
    start_date: Moment
    code: str = Field(description="What the ticket's QR code says.")
    status: TicketStatus
    used: bool
    used_at: Moment | None
    used_by_robot_id: UUID | None
