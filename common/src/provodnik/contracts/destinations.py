"""What awaits passengers where they are going."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import Command, Line256, Moment, TrainNumber, Wire


class HotelNotFound(NotFound):
    """There is no hotel with this id."""


class AttractionNotFound(NotFound):
    """There is no attraction with this id."""


class DestinationNotFound(NotFound):
    """Nobody on the robot's trip goes there, and the trip doesn't stop there."""


# Lines may break; no other control character has a place in it.
Description = Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class SightCreate(Command):
    """A hotel or an attraction."""

    name: Line256
    description: Description
    logo_url: Line256


class SightRead(Wire):
    id: UUID
    destination_id: str
    name: str
    description: str
    logo_url: str


class DestinationRead(Wire):
    id: str


class TripPassenger(Command):
    """Somebody on a trip. Any moment of the trip's first day names it."""

    user_id: UUID
    train_number: TrainNumber
    start_date: Moment
