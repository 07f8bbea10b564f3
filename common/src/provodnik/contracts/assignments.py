"""Where a robot is: the server's knowledge, which the robot names in its requests."""

from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import Conflict
from provodnik.contracts.stations import StationRead
from provodnik.contracts.trips import TripRead
from provodnik.contracts.wire import Command, Id60, Moment, TrainNumber, WagonNumber, Wire


class NotAssigned(Conflict):
    """The robot is assigned to no train."""


class AssignmentDiffers(Conflict):
    """The robot is assigned elsewhere by now; it should ask where."""


class AssignmentWrite(Command):
    train_number: TrainNumber
    wagon_number: WagonNumber
    start_date: Moment
    station_id: Id60 | None = Field(
        default=None, description="Without one the robot follows the trip's stops and the server's clock."
    )


class AssignmentRead(Wire):
    id: UUID
    train_number: int
    wagon_number: int
    start_date: Moment
    station: StationRead | None = Field(description="The station where the robot is now, where it is known.")
    trip: TripRead | None
