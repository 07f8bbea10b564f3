"""Brings stations and trips into base_server, as often as one likes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from debug_data.files import Data, Train
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.pages import Page
from provodnik.contracts.stations import StationCreate, StationRead, StationUpdate
from provodnik.contracts.trips import StopCreate, TripRead, TripWrite

DAYS: Final = range(-1, 8)

# How much of the work is done, and how much there is.
Progress = Callable[[int, int], None]


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Loaded:
    """How many of each there were."""

    stations: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    trips: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))


async def load(
    client: BaseAdminClient, today: date, progress: Progress = lambda _done, _of: None, data: Data | None = None
) -> Loaded:
    """Leave what is as it should be, update what is not, add what is missing, remove nothing.

    `today`: the trains of the day before, of this day and of the week after it are loaded.
    """
    return await _Load(client, data or Data.read(), progress).run(today)


class _Load:
    def __init__(self, client: BaseAdminClient, data: Data, progress: Progress) -> None:
        self._client = client
        self._data = data
        self._progress = progress
        self._loaded = Loaded()

    async def run(self, today: date) -> Loaded:
        known = {station.id: station for station in (await every_page(self._client.stations)).items}
        for station in self._data.stations.values():
            self._count(self._loaded.stations, await self._load_station(station, known.get(station.id)))
        for train in self._data.trains:
            runs = await self._runs_of(train)
            for offset in DAYS:
                day = today + timedelta(days=offset)
                self._count(self._loaded.trips, await self._load_trip(self._data.trip(train, day), runs.get(day)))
        return self._loaded

    async def _load_station(self, wanted: StationCreate, known: StationRead | None) -> Outcome:
        if known is None:
            await self._client.add_station(wanted)
            return Outcome.NEW
        if known.model_dump() == wanted.model_dump():
            return Outcome.UNCHANGED
        await self._client.update_station(wanted.id, StationUpdate(**wanted.model_dump(exclude={"id"})))
        return Outcome.UPDATED

    async def _load_trip(self, wanted: TripWrite, known: TripRead | None) -> Outcome:
        if known is None:
            await self._client.add_trip(wanted)
            return Outcome.NEW
        if _as_written(known) == wanted:
            return Outcome.UNCHANGED
        await self._client.update_trip(known.id, wanted)
        return Outcome.UPDATED

    async def _runs_of(self, train: Train) -> dict[date, TripRead]:
        """By the day that each leaves on, at its first station: a train has one run a day."""

        async def fetch(page: int, size: int) -> Page[TripRead]:
            return await self._client.trips(page, size, train.train_number)

        zone = ZoneInfo(self._data.stations[train.stops[0].station_id].time_zone)
        return {trip.start_date.astimezone(zone).date(): trip for trip in (await every_page(fetch)).items}

    def _count(self, counts: dict[Outcome, int], outcome: Outcome) -> None:
        counts[outcome] += 1
        done = sum(self._loaded.stations.values()) + sum(self._loaded.trips.values())
        self._progress(done, len(self._data.stations) + len(self._data.trains) * len(DAYS))


def _as_written(trip: TripRead) -> TripWrite:
    return TripWrite(
        train_number=trip.train_number,
        label=trip.label,
        stops=[
            StopCreate(station_id=stop.station.id, arrival=stop.arrival, departure=stop.departure)
            for stop in trip.stops
        ],
    )
