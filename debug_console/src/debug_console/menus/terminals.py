from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, moment, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.terminals import StoreTerminalListed

menu = Menu("terminals", "The stores' terminals; one is enrolled at the terminal itself.")

_COLUMNS: Final[Columns[StoreTerminalListed]] = {
    "id": lambda terminal: terminal.id,
    "store": lambda terminal: terminal.store_id,
    "key": lambda terminal: terminal.key_algorithm,
    "enrolled": lambda terminal: moment(terminal.created_at),
}


@menu.command("list")
async def list_terminals(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
    store_id: Annotated[UUID | None, typer.Option(help="Only this store's.")] = None,
) -> View:
    """List them, the oldest first."""
    fetch = partial(admin.store_terminals, store_id=store_id)
    return page_of(await chosen(fetch, page, size, everything=everything), _COLUMNS)


@menu.command("delete")
async def delete_terminal(admin: BaseAdminClient, terminal_id: Annotated[UUID, typer.Argument()]) -> View:
    """Remove a store's terminal; its sessions die at once."""
    return done(await admin.delete_store_terminal(terminal_id), f"The terminal {terminal_id} is removed.")
