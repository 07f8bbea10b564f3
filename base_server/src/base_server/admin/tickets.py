from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from base_server.dependencies import TicketServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.tickets import SeatTaken, TicketCreate, TicketCreated, TicketNotFound, TicketRead
from provodnik.contracts.users import UserNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter()


@router.post("/ticket", status_code=201, responses=refusals(UserNotFound, SeatTaken))
async def add_ticket(request: TicketCreate, tickets: TicketServiceDep) -> TicketCreated:
    """Sell a seat; a seat is sold once for a trip."""
    return await tickets.add(request)


@router.get("/ticket/{ticket_id}", responses=refusals(TicketNotFound))
async def get_ticket(ticket_id: UUID, tickets: TicketServiceDep) -> TicketRead:
    """Everything about a ticket, with what its QR code says."""
    return await tickets.get(ticket_id)


@router.get("/tickets")
async def get_tickets(
    params: PageParams, tickets: TicketServiceDep, user_id: Annotated[UUID | None, Query()] = None
) -> Page[TicketRead]:
    """List the tickets, the oldest first, of everybody or of one passenger."""
    return await tickets.page(params, user_id)


@router.delete("/ticket/{ticket_id}", responses=refusals(TicketNotFound))
async def cancel_ticket(ticket_id: UUID, tickets: TicketServiceDep) -> Ok:
    """Cancel a ticket: its seat can be sold again, and its holder is told so at the robot."""
    await tickets.cancel(ticket_id)
    return Ok()
