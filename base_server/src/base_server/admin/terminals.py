from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from base_server.audit.route import AuditedRoute
from base_server.auth.dependencies import StoreTerminalServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.terminals import StoreTerminalListed, StoreTerminalNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)


@router.get("/store_terminals")
async def get_store_terminals(
    params: PageParams, terminals: StoreTerminalServiceDep, store_id: Annotated[UUID | None, Query()] = None
) -> Page[StoreTerminalListed]:
    """List the stores' terminals, the oldest first: all, or those of a store."""
    return await terminals.page(params, store_id)


@router.delete("/store_terminals/{terminal_id}", responses=refusals(StoreTerminalNotFound))
async def delete_store_terminal(terminal_id: UUID, terminals: StoreTerminalServiceDep) -> Ok:
    """Remove a store's terminal; its sessions die at once."""
    await terminals.revoke(terminal_id)
    return Ok()
