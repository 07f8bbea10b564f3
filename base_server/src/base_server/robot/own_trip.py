"""The passengers of the robot's own trip and where they are going. Anybody else is as good as unknown."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from base_server.auth.dependencies import RobotDep
from base_server.dependencies import AttractionsDep, HotelsDep, OwnTripDep
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.checks import CheckedTicket
from provodnik.contracts.destinations import DestinationNotFound, DestinationRead, SightRead, TripPassenger
from provodnik.contracts.pages import Page
from provodnik.contracts.tickets import TicketNotFound
from provodnik.contracts.users import UserNotFound, UserRead
from provodnik.contracts.wire import Id60
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter()

DestinationId = Annotated[Id60, Path()]


@router.get("/user/{user_id}", responses=refusals(UserNotFound, NotAssigned))
async def get_user(user_id: UUID, robot: RobotDep, trip: OwnTripDep) -> UserRead:
    """Tell the name of a passenger of the robot's own trip."""
    return await trip.user(robot.id, user_id)


@router.post("/user/current_ticket", responses=refusals(TicketNotFound, NotAssigned))
async def current_ticket(request: TripPassenger, robot: RobotDep, trip: OwnTripDep) -> CheckedTicket:
    """Tell the ticket that a passenger of the robot's own trip travels with.

    Its code is not told. Of several valid ones it is the last whose departure has come; before the first, the first.
    """
    return await trip.current_ticket(robot.id, request)


@router.post("/determine_destination", responses=refusals(TicketNotFound, NotAssigned))
async def determine_destination(request: TripPassenger, robot: RobotDep, trip: OwnTripDep) -> DestinationRead:
    """Tell where a passenger's current ticket leads."""
    return await trip.destination(robot.id, request)


@router.get("/destination/{destination_id}/hotels", responses=refusals(DestinationNotFound, NotAssigned))
async def get_hotels(
    destination_id: DestinationId, params: PageParams, robot: RobotDep, trip: OwnTripDep, hotels: HotelsDep
) -> Page[SightRead]:
    """List the hotels of a destination of the robot's own trip, the oldest first."""
    await trip.admit_destination(robot.id, destination_id)
    return await hotels.page(destination_id, params)


@router.get("/destination/{destination_id}/attractions", responses=refusals(DestinationNotFound, NotAssigned))
async def get_attractions(
    destination_id: DestinationId, params: PageParams, robot: RobotDep, trip: OwnTripDep, attractions: AttractionsDep
) -> Page[SightRead]:
    """List the attractions of a destination of the robot's own trip, the oldest first."""
    await trip.admit_destination(robot.id, destination_id)
    return await attractions.page(destination_id, params)
