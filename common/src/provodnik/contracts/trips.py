import itertools
from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.stations import StationRead
from provodnik.contracts.wagons import WagonRead
from provodnik.contracts.wire import Command, Id60, Line60, Moment, TrainNumber, Wire


class TripNotFound(NotFound):
    """There is no trip with this id."""


class TripExists(Conflict):
    """This train has a trip on this day already."""


class WagonUnknown(NotFound):
    """The trip has no wagon with this number."""


class PlaceUnknown(NotFound):
    """The trip has no such place to sell: its wagons are described otherwise."""


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


DelayMinutes = Annotated[int, Field(ge=0, le=10_080, strict=True)]


class DelaysGoBackwards(Conflict):
    """With these delays the train would reach a stop before it has left the one before it."""


class StopUnknown(NotFound):
    """The trip has no stop at this position."""


class StopDelay(Command):
    position: Annotated[int, Field(ge=0, lt=200, strict=True, description="Of the stop; the first is 0.")]
    minutes: Annotated[DelayMinutes, Field(description="Of its arrival and its departure; a train is never early.")]


class DelaysWrite(Command):
    """How late the train is at each stop. A stop that is not named is on time."""

    stops: Annotated[list[StopDelay], Field(max_length=200, examples=[[{"position": 1, "minutes": 25}]])]

    @model_validator(mode="after")
    def _each_stop_once(self) -> Self:
        if len({stop.position for stop in self.stops}) != len(self.stops):
            raise ValueError("a stop is named twice")
        return self


class StopDelayRead(Wire):
    position: int
    station_id: str
    minutes: int
    noted_at: Moment
    noted_by: str


class DelaysRead(Wire):
    """The stops at which the train is late."""

    stops: list[StopDelayRead]


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
    """Times as scheduled; `delay_minutes` later is when the train is expected."""

    station: StationRead
    arrival: Moment | None
    departure: Moment | None
    delay_minutes: int = 0


class TripRead(Wire):
    id: UUID
    train_number: int
    label: str
    start_date: Moment
    stops: list[StopRead]
    wagons: list[WagonRead] = Field(default=[], description="From the train's head; none: not described.")
