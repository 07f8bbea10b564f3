from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import and_, delete, exists, func, or_, select, true, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from base_server.models import Assignment, SeatPlan, Station, Ticket, TrainStore, Trip, TripStop, TripWagon
from base_server.trips.clock import bounds, day_in
from base_server.trips.locks import alone_with
from provodnik.contracts.pages import Page
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.tickets import SeatTaken
from provodnik.contracts.trips import StopCreate, TripExists, TripNotFound, TripRead, TripWrite
from provodnik.server.pagination import page_of

WHOLE = (
    selectinload(Trip.stops).joinedload(TripStop.station),
    selectinload(Trip.wagons).joinedload(TripWagon.plan).load_only(SeatPlan.kind),
)


class TripService:
    """Trips, and the rule that tickets, assignments and stores of a trip's day carry exactly its start.

    So a trip is named by train and start alone, whatever moment of its day a ticket was sold with.
    """

    def __init__(self, session: AsyncSession, default_zone: str) -> None:
        self._session = session
        self._default_zone = default_zone

    async def add(self, request: TripWrite) -> TripRead:
        return await self._write(Trip(stops=[], wagons=[]), request)

    async def page(self, params: Params, train_number: int | None) -> Page[TripRead]:
        query = select(Trip).order_by(Trip.start_date, Trip.id).options(*WHOLE)
        if train_number is not None:
            query = query.where(Trip.train_number == train_number)
        return await page_of(self._session, query, params, TripRead.model_validate)

    async def update(self, trip_id: UUID, request: TripWrite) -> TripRead:
        trip = await self._get(trip_id)
        await alone_with(self._session, trip.train_number, request.train_number)
        was = (trip.train_number, trip.start_date)
        read = await self._write(trip, request)
        if was[0] == read.train_number:
            await self._carry(was[0], (was[1], was[1] + timedelta(microseconds=1)), read.start_date)
        return read

    async def delete(self, trip_id: UUID) -> None:
        await self._session.delete(await self._get(trip_id))

    async def start_of(self, train_number: int, moment: datetime) -> datetime:
        """The start of the trip that this moment's day names, which whoever asks for it may write until the commit.

        It is the described trip's; else what was written first for that day; else the moment itself.
        """
        await alone_with(self._session, train_number)
        return await self.known_start(train_number, moment) or moment

    async def known_start(self, train_number: int, moment: datetime) -> datetime | None:
        """The same to read by: it keeps nobody waiting, and is None where nothing was written for that day."""
        day = func.date(func.timezone(Trip.time_zone, moment))
        described = await self._session.scalar(
            select(Trip.start_date).where(Trip.train_number == train_number, Trip.start_day == day)
        )
        return described or await self._first_written(train_number, moment)

    async def _first_written(self, train_number: int, moment: datetime) -> datetime | None:
        """For the day of a trip that is not described."""
        since, until = bounds(day_in(self._default_zone, moment), self._default_zone)
        described = exists().where(Trip.train_number == train_number)
        starts = [
            select(table.start_date).where(
                table.train_number == train_number,
                table.start_date >= since,
                table.start_date < until,
                counts,
                ~described.where(Trip.start_date == table.start_date),
            )
            for table, counts in (
                (Ticket, Ticket.status != "canceled"),
                (Assignment, Assignment.ended_at.is_(None)),
                (TrainStore, true()),
            )
        ]
        return await self._session.scalar(select(func.min(union_all(*starts).subquery().c.start_date)))

    async def _get(self, trip_id: UUID) -> Trip:
        trip = await self._session.scalar(select(Trip).where(Trip.id == trip_id).options(*WHOLE).with_for_update())
        if trip is None:
            raise TripNotFound
        return trip

    async def _write(self, trip: Trip, request: TripWrite) -> TripRead:
        await alone_with(self._session, request.train_number)
        stations = await self._stations(request.stops)
        start = request.stops[0].departure
        assert start is not None  # noqa: S101 - TripWrite has seen to it
        zone = stations[request.stops[0].station_id].time_zone
        trip.train_number, trip.label = request.train_number, request.label
        trip.start_date, trip.time_zone, trip.start_day = start, zone, day_in(zone, start)
        late = {stop.station_id: stop for stop in trip.stops}
        trip.stops = []
        self._session.add(trip)
        try:
            await self._session.flush()
        except IntegrityError as cause:
            raise TripExists from cause
        trip.stops = [
            TripStop(
                position=n,
                station=stations[stop.station_id],
                arrival=stop.arrival,
                departure=stop.departure,
                **_delay_of(late.get(stop.station_id)),
            )
            for n, stop in enumerate(request.stops)
        ]
        await self._session.flush()
        await self._carry(trip.train_number, bounds(trip.start_day, zone), start)
        return TripRead.model_validate(trip)

    async def _stations(self, stops: Sequence[StopCreate]) -> dict[str, Station]:
        wanted = {stop.station_id for stop in stops}
        # Locked, so that none is removed before the trip stops there.
        query = select(Station).where(Station.id.in_(wanted)).order_by(Station.id)
        locked = await self._session.scalars(query.with_for_update(read=True, key_share=True))
        found = {station.id: station for station in locked}
        if missing := sorted(wanted - found.keys()):
            raise StationNotFound(f"there is no station {', '.join(missing)}", stations=missing)
        return found

    async def _carry(self, train_number: int, window: tuple[datetime, datetime], start: datetime) -> None:
        """Give what was written for a moment in the window (its end excluded) the trip's own start."""
        await self._keep_stores_once(train_number, window, start)
        for table in (Ticket, Assignment, TrainStore):
            try:
                await self._session.execute(
                    update(table)
                    .where(
                        table.train_number == train_number,
                        table.start_date >= window[0],
                        table.start_date < window[1],
                        table.start_date != start,
                    )
                    .values(start_date=start)
                )
            except IntegrityError as cause:
                raise SeatTaken("two tickets for one seat would be of this trip; cancel one of them first") from cause

    async def _keep_stores_once(self, train_number: int, window: tuple[datetime, datetime], start: datetime) -> None:
        """A store that two moments of the window would bring to this trip is brought by one of them."""
        twin = aliased(TrainStore)
        twin_in_window = and_(twin.start_date >= window[0], twin.start_date < window[1])
        twice = exists().where(
            twin.store_id == TrainStore.store_id,
            twin.train_number == train_number,
            or_(twin.start_date == start, and_(twin_in_window, twin.id < TrainStore.id)),
        )
        await self._session.execute(
            delete(TrainStore).where(
                TrainStore.train_number == train_number,
                TrainStore.start_date >= window[0],
                TrainStore.start_date < window[1],
                TrainStore.start_date != start,
                twice,
            )
        )


def _delay_of(stop: TripStop | None) -> dict[str, Any]:
    """What is known of a delay there outlives the stop's description."""
    if stop is None:
        return {"delay_minutes": 0}
    return {name: getattr(stop, name) for name in ("delay_minutes", "delay_noted_at", "delay_noted_by")}
