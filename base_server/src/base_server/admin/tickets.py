from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from base_server.audit.route import AuditedRoute
from base_server.dependencies import CheckBookDep, TicketServiceDep
from base_server.tickets.offline.dependencies import ConflictBookDep
from provodnik.contracts.checks import CheckListed, CheckNotFound, CheckNotUndoable, CheckUndone
from provodnik.contracts.offline_checks import CheckConflictListed
from provodnik.contracts.pages import Page
from provodnik.contracts.tickets import SeatTaken, TicketCreate, TicketCreated, TicketNotFound, TicketRead
from provodnik.contracts.trips import PlaceUnknown
from provodnik.contracts.users import UserNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)


@router.post("/ticket", status_code=201, responses=refusals(UserNotFound, PlaceUnknown, SeatTaken))
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


@router.get("/checks")
async def get_checks(
    params: PageParams,
    checks: CheckBookDep,
    ticket_id: Annotated[UUID | None, Query()] = None,
    robot_id: Annotated[UUID | None, Query()] = None,
) -> Page[CheckListed]:
    """List the ticket checks, the newest first: all, or those of a ticket, of a robot."""
    return await checks.page(params, ticket_id, robot_id)


@router.delete("/checks/{check_id}", responses=refusals(CheckNotFound, CheckNotUndoable))
async def undo_check(check_id: UUID, request: CheckUndone, checks: CheckBookDep) -> Ok:
    """Undo a check by its own id: its ticket can be used again, and the check says when and why."""
    await checks.undo(check_id, request)
    return Ok()


@router.get("/check_conflicts")
async def get_check_conflicts(params: PageParams, conflicts: ConflictBookDep) -> Page[CheckConflictListed]:
    """List what checks made without a connection contradicted, the newest first."""
    return await conflicts.page(params)
