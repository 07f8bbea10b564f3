from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from base_server.audit.route import AuditedRoute
from base_server.dependencies import StationServiceDep, TripServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.stations import (
    StationCreate,
    StationExists,
    StationInUse,
    StationNotFound,
    StationRead,
    StationUpdate,
)
from provodnik.contracts.tickets import SeatTaken
from provodnik.contracts.trips import TripExists, TripNotFound, TripRead, TripWrite
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)

StationId = Annotated[str, Path(max_length=60, pattern=r"^[A-Za-z0-9_.:-]+$")]
TrainFilter = Annotated[int | None, Query(ge=1, le=999_999)]


@router.post("/stations", status_code=201, responses=refusals(StationExists))
async def add_station(request: StationCreate, stations: StationServiceDep) -> StationRead:
    """Describe a station."""
    return await stations.add(request)


@router.get("/stations")
async def get_stations(params: PageParams, stations: StationServiceDep) -> Page[StationRead]:
    """List the stations by id."""
    return await stations.page(params)


@router.put("/stations/{station_id}", responses=refusals(StationNotFound))
async def update_station(station_id: StationId, request: StationUpdate, stations: StationServiceDep) -> StationRead:
    """Change a station's names and time zone."""
    return await stations.update(station_id, request)


@router.delete("/stations/{station_id}", responses=refusals(StationNotFound, StationInUse))
async def delete_station(station_id: StationId, stations: StationServiceDep) -> Ok:
    """Remove a station that nothing stops at."""
    await stations.delete(station_id)
    return Ok()


@router.post("/trips", status_code=201, responses=refusals(TripExists, StationNotFound, SeatTaken))
async def add_trip(request: TripWrite, trips: TripServiceDep) -> TripRead:
    """Describe a train's run. Tickets sold for its day are of this trip from now on."""
    return await trips.add(request)


@router.get("/trips")
async def get_trips(params: PageParams, trips: TripServiceDep, train_number: TrainFilter = None) -> Page[TripRead]:
    """List the trips by their start, of every train or of one."""
    return await trips.page(params, train_number)


@router.put("/trips/{trip_id}", responses=refusals(TripNotFound, TripExists, StationNotFound, SeatTaken))
async def update_trip(trip_id: UUID, request: TripWrite, trips: TripServiceDep) -> TripRead:
    """Change a trip; its tickets and robots follow a changed start."""
    return await trips.update(trip_id, request)


@router.delete("/trips/{trip_id}", responses=refusals(TripNotFound))
async def delete_trip(trip_id: UUID, trips: TripServiceDep) -> Ok:
    """Remove a trip's description; its tickets stay good."""
    await trips.delete(trip_id)
    return Ok()
