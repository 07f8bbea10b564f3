"""Brings stations, seat plans, trips and sights into base_server, as often as one likes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from debug_data.files import Data, Train, delays_of, wagons_of
from debug_data.outcomes import Counts, Outcome, no_counts
from debug_data.seat_plans import SEAT_PLANS
from debug_data.sights import load_sights
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.pages import Page
from provodnik.contracts.stations import StationCreate, StationRead, StationUpdate
from provodnik.contracts.trips import StopCreate, TripRead, TripWrite
from provodnik.contracts.wagons import SeatPlanCreate, SeatPlanRead, SeatPlanUpdate, SeatsSold, WagonsWrite, WagonWrite

DAYS: Final = range(-1, 8)

# How much of the work is done, and how much there is.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """How many of each there were."""

    stations: Counts = field(default_factory=no_counts)
    trips: Counts = field(default_factory=no_counts)
    seat_plans: Counts = field(default_factory=no_counts)
    sights: Counts = field(default_factory=no_counts)

    def done(self) -> int:
        return sum(sum(counts.values()) for counts in (self.stations, self.trips, self.seat_plans, self.sights))


async def load(
    client: BaseAdminClient, today: date, progress: Progress = lambda _done, _of: None, data: Data | None = None
) -> Loaded:
    """Leave what is as it should be, update what is not, add what is missing, remove nothing.

    `today`: the trains of the day before, of this day and of the week after it are loaded; today's may be late.
    """
    return await _Load(client, data or Data.read(), progress).run(today)


class _Load:
    def __init__(self, client: BaseAdminClient, data: Data, progress: Progress) -> None:
        self._client = client
        self._data = data
        self._progress = progress
        self._loaded = Loaded()
        sights = sum(len(place.hotels) + len(place.attractions) for place in data.destinations)
        self._whole = len(data.stations) + len(SEAT_PLANS) + len(data.trains) * len(DAYS) + sights

    async def run(self, today: date) -> Loaded:
        known = {station.id: station for station in (await every_page(self._client.stations)).items}
        for station in self._data.stations.values():
            self._count(self._loaded.stations, await self._load_station(station, known.get(station.id)))
        plans = {plan.id: plan for plan in (await every_page(self._client.seat_plans)).items}
        for plan in SEAT_PLANS.values():
            self._count(self._loaded.seat_plans, await self._load_plan(plan, plans.get(plan.id)))
        for train in self._data.trains:
            await self._load_train(train, today)
        for place in self._data.destinations:
            async for outcome in load_sights(self._client, place):
                self._count(self._loaded.sights, outcome)
        return self._loaded

    async def _load_station(self, wanted: StationCreate, known: StationRead | None) -> Outcome:
        if known is None:
            await self._client.add_station(wanted)
            return Outcome.NEW
        if known.model_dump() == wanted.model_dump():
            return Outcome.UNCHANGED
        await self._client.update_station(wanted.id, StationUpdate(**wanted.model_dump(exclude={"id"})))
        return Outcome.UPDATED

    async def _load_plan(self, wanted: SeatPlanCreate, known: SeatPlanRead | None) -> Outcome:
        if known is None:
            await self._client.add_seat_plan(wanted)
            return Outcome.NEW
        if known.model_dump() == wanted.model_dump():
            return Outcome.UNCHANGED
        await self._client.update_seat_plan(wanted.id, SeatPlanUpdate(**wanted.model_dump(exclude={"id"})))
        return Outcome.UPDATED

    async def _load_train(self, train: Train, today: date) -> None:
        runs = await self._runs_of(train)
        for offset in DAYS:
            day = today + timedelta(days=offset)
            trip, outcome = await self._load_trip(self._data.trip(train, day), runs.get(day))
            if await self._load_wagons(trip, wagons_of(train)) and outcome is Outcome.UNCHANGED:
                outcome = Outcome.UPDATED
            if outcome is Outcome.NEW and day == today and train.late:
                await self._client.set_delays(trip.id, delays_of(train))
            self._count(self._loaded.trips, outcome)

    async def _load_trip(self, wanted: TripWrite, known: TripRead | None) -> tuple[TripRead, Outcome]:
        if known is None:
            return await self._client.add_trip(wanted), Outcome.NEW
        if _as_written(known) == wanted:
            return known, Outcome.UNCHANGED
        return await self._client.update_trip(known.id, wanted), Outcome.UPDATED

    async def _load_wagons(self, trip: TripRead, wanted: WagonsWrite) -> bool:
        """Whether they were changed. Seats that are sold are left where they are."""
        known = [WagonWrite(number=wagon.number, seat_plan_id=wagon.seat_plan_id) for wagon in trip.wagons]
        if known == wanted.wagons:
            return False
        try:
            await self._client.set_wagons(trip.id, wanted)
        except SeatsSold:
            return False
        return True

    async def _runs_of(self, train: Train) -> dict[date, TripRead]:
        """By the day that each leaves on, at its first station: a train has one run a day."""

        async def fetch(page: int, size: int) -> Page[TripRead]:
            return await self._client.trips(page, size, train.train_number)

        zone = ZoneInfo(self._data.stations[train.stops[0].station_id].time_zone)
        return {trip.start_date.astimezone(zone).date(): trip for trip in (await every_page(fetch)).items}

    def _count(self, counts: Counts, outcome: Outcome) -> None:
        counts[outcome] += 1
        self._progress(self._loaded.done(), self._whole)


def _as_written(trip: TripRead) -> TripWrite:
    return TripWrite(
        train_number=trip.train_number,
        label=trip.label,
        stops=[
            StopCreate(station_id=stop.station.id, arrival=stop.arrival, departure=stop.departure)
            for stop in trip.stops
        ],
    )
