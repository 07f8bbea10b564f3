from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from base_server.audit.route import AuditedRoute
from base_server.dependencies import AttractionsDep, HotelsDep
from provodnik.contracts.destinations import AttractionNotFound, HotelNotFound, SightCreate, SightRead
from provodnik.contracts.pages import Page
from provodnik.contracts.wire import Id60, Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)

DestinationId = Annotated[Id60, Path()]


@router.get("/destination/{destination_id}/hotels")
async def get_hotels(destination_id: DestinationId, params: PageParams, hotels: HotelsDep) -> Page[SightRead]:
    """List the hotels of a destination, the oldest first."""
    return await hotels.page(destination_id, params)


@router.get("/destination/{destination_id}/attractions")
async def get_attractions(
    destination_id: DestinationId, params: PageParams, attractions: AttractionsDep
) -> Page[SightRead]:
    """List the attractions of a destination, the oldest first."""
    return await attractions.page(destination_id, params)


@router.post("/destination/{destination_id}/hotel", status_code=201)
async def add_hotel(destination_id: DestinationId, request: SightCreate, hotels: HotelsDep) -> SightRead:
    """Add a hotel to a destination, which is named as tickets name it."""
    return await hotels.add(destination_id, request)


@router.post("/destination/{destination_id}/attraction", status_code=201)
async def add_attraction(destination_id: DestinationId, request: SightCreate, attractions: AttractionsDep) -> SightRead:
    """Add an attraction to a destination, which is named as tickets name it."""
    return await attractions.add(destination_id, request)


@router.delete("/destination_info/hotel/{hotel_id}", responses=refusals(HotelNotFound))
async def delete_hotel(hotel_id: UUID, hotels: HotelsDep) -> Ok:
    """Remove a hotel from its destination."""
    await hotels.delete(hotel_id)
    return Ok()


@router.delete("/destination_info/attraction/{attraction_id}", responses=refusals(AttractionNotFound))
async def delete_attraction(attraction_id: UUID, attractions: AttractionsDep) -> Ok:
    """Remove an attraction from its destination."""
    await attractions.delete(attraction_id)
    return Ok()
