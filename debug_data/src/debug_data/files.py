"""The data as they lie in the module's folder."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, PlainValidator, ValidationError

from debug_data.seat_plans import SEAT_PLANS
from provodnik.contracts.destinations import SightCreate
from provodnik.contracts.stations import StationCreate
from provodnik.contracts.trips import DelayMinutes, DelaysWrite, StopCreate, StopDelay, TripWrite
from provodnik.contracts.wagons import WagonsWrite, WagonWrite
from provodnik.contracts.wire import Command, Id60, Line60, TrainNumber

FOLDER: Final = Path(__file__).parents[2]
STATIC: Final = FOLDER / "static"

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?:\+([1-9]))?", re.ASCII)

File = TypeVar("File", bound=BaseModel)


class DataUnusable(Exception):
    """A file of the data is missing or wrong; the message says which and where."""


@dataclass(frozen=True)
class StopTime:
    """A time of day at the stop, some calendar days after the day that the train leaves on."""

    clock: time
    days: int

    @classmethod
    def parse(cls, text: object) -> "StopTime":
        read = _TIME.fullmatch(text) if isinstance(text, str) else None
        if read is None:
            raise ValueError("must be a time such as 21:30, or 06:12+1 for the next day")
        hour, minute, days = read.groups()
        return cls(time(int(hour), int(minute)), int(days or 0))

    def on(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day + timedelta(days=self.days), self.clock, zone)


class Stop(Command):
    station_id: Id60
    arrival: Annotated[StopTime, PlainValidator(StopTime.parse)] | None = None
    departure: Annotated[StopTime, PlainValidator(StopTime.parse)] | None = None


class Late(Command):
    """From the stop at `position` on."""

    position: Annotated[int, Field(ge=0)]
    minutes: DelayMinutes


class Train(Command):
    train_number: TrainNumber
    label: Line60
    wagons: list[str] = Field(default=[], description="their seat plans, from the head of the train")
    late: Late | None = None
    stops: Annotated[list[Stop], Field(min_length=2)]


class _StationsFile(Command):
    note: str
    stations: list[StationCreate]


class Destination(Command):
    destination_id: Id60
    hotels: list[SightCreate]
    attractions: list[SightCreate]


class _SightsFile(Command):
    note: str
    destinations: list[Destination]


class _TrainsFile(Command):
    note: str
    trains: list[Train]


@dataclass(frozen=True)
class Data:
    stations: dict[str, StationCreate]
    trains: list[Train]
    destinations: list[Destination] = field(default_factory=list[Destination])

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Data":
        """Raises DataUnusable."""
        stations = {station.id: station for station in read_file(folder / "stations.json", _StationsFile).stations}
        trains = read_file(folder / "trips.json", _TrainsFile).trains
        destinations = read_file(folder / "sights.json", _SightsFile).destinations
        named = {stop.station_id for train in trains for stop in train.stops}
        named |= {destination.destination_id for destination in destinations}
        if missing := named - stations.keys():
            raise DataUnusable(
                f"trips.json or sights.json names what stations.json does not describe: {', '.join(sorted(missing))}"
            )
        data = cls(stations, trains, destinations)
        for train in trains:
            data._check(train)
        return data

    def _check(self, train: Train) -> None:
        if missing := set(train.wagons) - SEAT_PLANS.keys():
            raise DataUnusable(f"trips.json, train {train.label}: no seat plan is named {', '.join(sorted(missing))}")
        try:
            self.trip(train, date(2026, 1, 5))
        except ValidationError as cause:
            told = "; ".join(fault["msg"] for fault in cause.errors())
            raise DataUnusable(f"trips.json, train {train.label}: {told}") from cause

    def trip(self, train: Train, day: date) -> TripWrite:
        """The train's run that leaves on the day."""
        zones = {stop.station_id: ZoneInfo(self.stations[stop.station_id].time_zone) for stop in train.stops}
        return TripWrite(
            train_number=train.train_number,
            label=train.label,
            stops=[
                StopCreate(
                    station_id=stop.station_id,
                    arrival=stop.arrival and stop.arrival.on(day, zones[stop.station_id]),
                    departure=stop.departure and stop.departure.on(day, zones[stop.station_id]),
                )
                for stop in train.stops
            ],
        )


def wagons_of(train: Train) -> WagonsWrite:
    """Numbered from the train's head."""
    return WagonsWrite(wagons=[WagonWrite(number=n, seat_plan_id=plan) for n, plan in enumerate(train.wagons, 1)])


def delays_of(train: Train) -> DelaysWrite:
    late = train.late
    positions = range(late.position, len(train.stops)) if late else ()
    return DelaysWrite(stops=[StopDelay(position=n, minutes=late.minutes) for n in positions if late])


def read_file(path: Path, kind: type[File]) -> File:
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as cause:
        raise DataUnusable(
            f"{path} can't be read: {cause.strerror}; --folder names the folder that it lies in"
        ) from cause
    except ValidationError as cause:
        faults = [(".".join(map(str, fault["loc"])), fault["msg"]) for fault in cause.errors()]
        raise DataUnusable("; ".join(f"{path}: {place}: {what}" for place, what in faults)) from cause
