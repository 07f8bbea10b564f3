import itertools
from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.stations import StationRead
from provodnik.contracts.wire import Command, Id60, Line60, Moment, TrainNumber, Wire


class TripNotFound(NotFound):
    """There is no trip with this id."""


class TripExists(Conflict):
    """This train has a trip on this day already."""


class StopCreate(Command):
    """The first stop has no arrival and the last no departure."""

    station_id: Id60
    arrival: Moment | None = None
    departure: Moment | None = None


def _check_times(stops: Sequence[StopCreate]) -> None:
    if stops[0].departure is None or stops[0].arrival is not None:
        raise ValueError("the first stop has a departure and no arrival")
    if stops[-1].arrival is None or stops[-1].departure is not None:
        raise ValueError("the last stop has an arrival and no departure")
    if any(stop.arrival is None or stop.departure is None for stop in stops[1:-1]):
        raise ValueError("a stop on the way has both an arrival and a departure")
    moments = [moment for stop in stops for moment in (stop.arrival, stop.departure) if moment is not None]
    if any(later < earlier for earlier, later in itertools.pairwise(moments)):
        raise ValueError("the times of the stops go backwards")
    if len({stop.station_id for stop in stops}) != len(stops):
        raise ValueError("a train stops at a station once")


class TripWrite(Command):
    """A train's run. Its start is the departure from the first stop."""

    train_number: TrainNumber
    label: Line60 = Field(description="The train as passengers know it, such as 020У.")
    stops: Annotated[list[StopCreate], Field(min_length=2, max_length=200)]

    @model_validator(mode="after")
    def _times_go_forward(self) -> Self:
        _check_times(self.stops)
        return self


class StopRead(Wire):
    station: StationRead
    arrival: Moment | None
    departure: Moment | None


class TripRead(Wire):
    id: UUID
    train_number: int
    label: str
    start_date: Moment
    stops: list[StopRead]
