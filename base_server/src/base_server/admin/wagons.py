"""Seat plans, trips' wagons and delays."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path

from base_server.audit.route import AuditedRoute
from base_server.trips.dependencies import DelayServiceDep, SeatPlanServiceDep, WagonServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.trips import DelaysGoBackwards, DelaysRead, DelaysWrite, StopUnknown, TripNotFound
from provodnik.contracts.wagons import (
    SeatPlanCreate,
    SeatPlanExists,
    SeatPlanInUse,
    SeatPlanNotFound,
    SeatPlanRead,
    SeatPlanUpdate,
    SeatsSold,
    WagonsRead,
    WagonsWrite,
)
from provodnik.contracts.wire import Id60, Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)

SeatPlanId = Annotated[Id60, Path()]
_WHO: Final = "administration"


@router.post("/seat_plans", status_code=201, responses=refusals(SeatPlanExists))
async def add_seat_plan(request: SeatPlanCreate, plans: SeatPlanServiceDep) -> SeatPlanRead:
    """Describe the places of a kind of wagon, and how they are drawn."""
    return await plans.add(request)


@router.get("/seat_plans")
async def get_seat_plans(params: PageParams, plans: SeatPlanServiceDep) -> Page[SeatPlanRead]:
    """List the seat plans by id."""
    return await plans.page(params)


@router.put("/seat_plans/{seat_plan_id}", responses=refusals(SeatPlanNotFound, SeatPlanInUse))
async def update_seat_plan(
    seat_plan_id: SeatPlanId, request: SeatPlanUpdate, plans: SeatPlanServiceDep
) -> SeatPlanRead:
    """Change a seat plan. While wagons of trips are of this plan, no place of it is taken away."""
    return await plans.update(seat_plan_id, request)


@router.delete("/seat_plans/{seat_plan_id}", responses=refusals(SeatPlanNotFound, SeatPlanInUse))
async def delete_seat_plan(seat_plan_id: SeatPlanId, plans: SeatPlanServiceDep) -> Ok:
    """Remove a seat plan that no trip's wagon is of."""
    await plans.delete(seat_plan_id)
    return Ok()


@router.put("/trips/{trip_id}/wagons", responses=refusals(TripNotFound, SeatPlanNotFound, SeatsSold))
async def set_wagons(trip_id: UUID, request: WagonsWrite, wagons: WagonServiceDep) -> WagonsRead:
    """Replace a trip's wagons; no seat that is sold may vanish.

    Without any, they are not described, and every place of the trip can be sold.
    """
    return await wagons.replace(trip_id, request)


@router.get("/trips/{trip_id}/delays", responses=refusals(TripNotFound))
async def get_delays(trip_id: UUID, delays: DelayServiceDep) -> DelaysRead:
    """Tell at which stops the train is late, who noted it and when."""
    return await delays.read(trip_id)


@router.put("/trips/{trip_id}/delays", responses=refusals(TripNotFound, StopUnknown, DelaysGoBackwards))
async def set_delays(trip_id: UUID, request: DelaysWrite, delays: DelayServiceDep) -> DelaysRead:
    """Replace what is known of a train's delays. Its kiosks hear of it when they next ask where they are."""
    return await delays.replace(trip_id, request, _WHO)
