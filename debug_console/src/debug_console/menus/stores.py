from typing import Annotated
from uuid import UUID

import typer
from rich.console import Group

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, StartDate, TrainNumber, chosen
from debug_console.views import View, counted, done, plain
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.train_stores import TrainDay

menu = Menu("stores", "Which stores are on which train.")

StoreId = Annotated[UUID, typer.Argument()]


@menu.command("list")
async def list_stores(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    train_number: TrainNumber,
    start_date: StartDate,
    everything: Everything = False,
) -> View:
    """List the ids of the stores on a train."""
    train = TrainDay(train_number=train_number, train_date=start_date)
    found = await chosen(
        lambda number, length: admin.train_stores(train, number, length), page, size, everything=everything
    )
    return View(found, Group(*(plain(store_id) for store_id in found.items), counted(found)))


@menu.command("bind")
async def bind_store(
    admin: BaseAdminClient, store_id: StoreId, *, train_number: TrainNumber, start_date: StartDate
) -> View:
    """Put a store on a train."""
    answer = await admin.bind_store(store_id, TrainDay(train_number=train_number, train_date=start_date))
    return done(answer, f"The store {store_id} is on the train {train_number}.")


@menu.command("unbind")
async def unbind_store(
    admin: BaseAdminClient, store_id: StoreId, *, train_number: TrainNumber, start_date: StartDate
) -> View:
    """Take a store off a train."""
    answer = await admin.unbind_store(store_id, TrainDay(train_number=train_number, train_date=start_date))
    return done(answer, f"The store {store_id} is off the train {train_number}.")
