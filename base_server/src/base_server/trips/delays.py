"""How late a train is. The railway tells it; nothing is guessed from stop to stop."""

import itertools
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from base_server.models import Trip
from provodnik.contracts.trips import (
    DelaysGoBackwards,
    DelaysRead,
    DelaysWrite,
    StopDelayRead,
    StopUnknown,
    TripNotFound,
)


class DelayService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def read(self, trip_id: UUID) -> DelaysRead:
        query = select(Trip).where(Trip.id == trip_id).options(selectinload(Trip.stops))
        return _read(await self._session.scalar(query))

    async def replace(self, trip_id: UUID, request: DelaysWrite, noted_by: str) -> DelaysRead:
        """Raises TripNotFound, StopUnknown, DelaysGoBackwards."""
        query = select(Trip).where(Trip.id == trip_id).options(selectinload(Trip.stops)).with_for_update()
        trip = await self._session.scalar(query)
        if trip is None:
            raise TripNotFound
        wanted = {stop.position: stop.minutes for stop in request.stops}
        if missing := sorted(wanted.keys() - {stop.position for stop in trip.stops}):
            raise StopUnknown(positions=missing)
        now = datetime.now(UTC)
        for stop in trip.stops:
            minutes = wanted.get(stop.position, 0)
            if minutes != stop.delay_minutes:
                stop.delay_minutes, stop.delay_noted_at, stop.delay_noted_by = minutes, now, noted_by
        _refuse_to_go_backwards(trip)
        await self._session.flush()
        return _read(trip)


def _refuse_to_go_backwards(trip: Trip) -> None:
    for stop, following in itertools.pairwise(trip.stops):
        leaves, arrives = stop.expected_departure, following.expected_arrival
        if leaves and arrives and arrives < leaves:
            raise DelaysGoBackwards(
                f"{following.station_id} would be reached before {stop.station_id} is left: it is late as well",
                position=following.position,
            )


def _read(trip: Trip | None) -> DelaysRead:
    if trip is None:
        raise TripNotFound
    return DelaysRead(
        stops=[
            StopDelayRead(
                position=stop.position,
                station_id=stop.station_id,
                minutes=stop.delay_minutes,
                noted_at=stop.delay_noted_at,
                noted_by=stop.delay_noted_by,
            )
            for stop in trip.stops
            if stop.delay_minutes and stop.delay_noted_at and stop.delay_noted_by
        ]
    )
