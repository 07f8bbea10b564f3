"""Trips as a passenger on the web sees them: what can be bought."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from base_server.trips.dependencies import RouteDep, TripOffersDep
from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import RouteNotServed
from provodnik.contracts.people import Role, RoleMissing, SignInUnavailable
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.trip_offers import TripOffer, TripSeats
from provodnik.contracts.trips import TripNotFound
from provodnik.server.pagination import PageParams
from provodnik.server.people import person_with
from provodnik.server.problem_details import refusals

router = APIRouter(
    prefix="/users/trips",
    tags=["users"],
    dependencies=[Depends(person_with(Role.PASSENGER))],
    responses=refusals(NotSignedIn, RoleMissing, MalformedInput, SignInUnavailable),
)

# Bounded, so that no time zone can carry it out of what datetime holds.
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1)), Query(examples=["2026-06-01"])]


@router.get("", responses=refusals(StationNotFound))
async def get_trips(params: PageParams, route: RouteDep, day: Day, offers: TripOffersDep) -> Page[TripOffer]:
    """List the trips from a station to another on a day, with their free places.

    The day is the first station's calendar day; what has left is not listed.
    """
    return await offers.page(params, route, day)


@router.get("/{trip_id}/seats", responses=refusals(TripNotFound, RouteNotServed))
async def get_seats(trip_id: UUID, route: RouteDep, offers: TripOffersDep) -> TripSeats:
    """Show a trip's wagons with their seat plans, and which places are taken."""
    return await offers.seats(trip_id, route)
