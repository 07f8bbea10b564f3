"""The trips that a passenger can buy a seat on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from base_server.models import Station, Trip, TripStop
from base_server.trips.clock import bounds
from base_server.trips.occupancy import Occupancy
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import RouteNotServed
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.trip_offers import FreePlaces, TripOffer, TripSeats
from provodnik.contracts.trips import StopRead, TripNotFound
from provodnik.server.pagination import page_of

_From, _To = aliased(TripStop), aliased(TripStop)
_FromStation, _ToStation = aliased(Station), aliased(Station)


@dataclass(frozen=True)
class Route:
    from_station: str
    to_station: str


class TripOffers:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._occupancy = Occupancy(session)

    async def page(self, params: Params, route: Route, day: date) -> Page[TripOffer]:
        """Those that leave `from_station` on its calendar day `day` and are not gone yet. Raises StationNotFound."""
        since, until = bounds(day, await self._zone_of(route))
        leaves = _From.departure + func.make_interval(0, 0, 0, 0, 0, _From.delay_minutes)
        query = (
            _trips(route)
            .where(_From.departure >= since, _From.departure < until, leaves > datetime.now(UTC))
            .order_by(_From.departure, Trip.id)
        )
        rows = await page_of(self._session, query, params, lambda row: row)
        free = await self._occupancy.free_places([row[0].id for row in rows.items])
        offers = [_offer(row, free[row[0].id]) for row in rows.items]
        return Page(items=offers, total=rows.total, page=rows.page, size=rows.size, pages=rows.pages)

    async def seats(self, trip_id: UUID, route: Route) -> TripSeats:
        """Raises TripNotFound, RouteNotServed."""
        row = (await self._session.execute(_trips(route).where(Trip.id == trip_id))).one_or_none()
        if row is None:
            raise RouteNotServed if await self._session.get(Trip, trip_id) else TripNotFound
        free = await self._occupancy.free_places([trip_id])
        return TripSeats(trip=_offer(row, free[trip_id]), wagons=await self._occupancy.wagons(trip_id))

    async def _zone_of(self, route: Route) -> str:
        """Of where it begins."""
        query = select(Station.id, Station.time_zone).where(Station.id.in_([route.from_station, route.to_station]))
        zones = {row.id: row.time_zone for row in await self._session.execute(query)}
        if missing := sorted({route.from_station, route.to_station} - zones.keys()):
            raise StationNotFound(f"there is no station {', '.join(missing)}", stations=missing)
        return zones[route.from_station]


def _trips(route: Route) -> Select[Trip, TripStop, TripStop]:
    return (
        select(Trip, _From, _To)
        .join(_From, _From.trip_id == Trip.id)
        .join(_To, _To.trip_id == Trip.id)
        .join(_FromStation, _FromStation.id == _From.station_id)
        .join(_ToStation, _ToStation.id == _To.station_id)
        .options(contains_eager(_From.station.of_type(_FromStation)), contains_eager(_To.station.of_type(_ToStation)))
        .where(
            _From.station_id == route.from_station,
            _To.station_id == route.to_station,
            _From.position < _To.position,
        )
    )


def _offer(row: Any, places: list[FreePlaces]) -> TripOffer:
    trip, from_, to = row
    return TripOffer(
        id=trip.id,
        train_number=trip.train_number,
        label=trip.label,
        start_date=trip.start_date,
        from_=StopRead.model_validate(from_),
        to=StopRead.model_validate(to),
        places=places,
    )
