from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import StoreMenu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.stores import StoreCreate, StoreRead, StoreType

menu = StoreMenu("shops", "The shops and restaurants themselves, and what they sell.")

_STORE: Final[Columns[StoreRead]] = {
    "id": lambda store: store.id,
    "type": lambda store: store.store_type,
    "name": lambda store: store.name,
    "description": lambda store: store.description,
    "logo": lambda store: store.logo_url,
}
_ITEM: Final[Columns[ItemRead]] = {
    "id": lambda item: item.id,
    "category": lambda item: item.category,
    "name": lambda item: item.name,
    "price": lambda item: f"{item.price_penny // 100}.{item.price_penny % 100:02}",
    "in stock": lambda item: item.balance,
}

StoreId = Annotated[UUID, typer.Argument()]


@menu.command("list")
async def list_stores(
    admin: StoreAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List the stores, the oldest first."""
    return page_of(await chosen(admin.stores, page, size, everything=everything), _STORE)


@menu.command("show")
async def show_store(admin: StoreAdminClient, store_id: StoreId) -> View:
    """Show a store."""
    return one(await admin.store(store_id), _STORE)


@menu.command("add")
async def add_store(
    admin: StoreAdminClient,
    name: Annotated[str, typer.Argument()],
    *,
    store_type: Annotated[StoreType, typer.Option("--type", case_sensitive=False)],
    description: Annotated[str, typer.Option()],
    logo_url: Annotated[str, typer.Option(help="Such as /static/stores/shop.svg.")],
) -> View:
    """Add a store."""
    store = StoreCreate(name=name, description=description, logo_url=logo_url, store_type=store_type)
    return one(await admin.add_store(store), _STORE)


@menu.command("delete")
async def delete_store(admin: StoreAdminClient, store_id: StoreId) -> View:
    """Remove a store with what it sells; its history stays."""
    return done(await admin.delete_store(store_id), f"The store {store_id} is removed.")


@menu.command("items")
async def list_items(
    admin: StoreAdminClient,
    store_id: StoreId,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
) -> View:
    """List what a store sells, by category and name."""
    return page_of(await chosen(partial(admin.items, store_id), page, size, everything=everything), _ITEM)


@menu.command("add-item")
async def add_item(  # noqa: PLR0913 - the options of an item, by name
    admin: StoreAdminClient,
    store_id: StoreId,
    name: Annotated[str, typer.Argument()],
    *,
    description: Annotated[str, typer.Option()],
    price_penny: Annotated[int, typer.Option(min=0, help="In kopecks.")],
    balance: Annotated[int, typer.Option(min=0, help="What is there at first.")] = 0,
    category: Annotated[str | None, typer.Option()] = None,
    logo_url: Annotated[str | None, typer.Option()] = None,
) -> View:
    """Add something to sell."""
    item = ItemCreate(
        name=name,
        description=description,
        price_penny=price_penny,
        balance=balance,
        category=category,
        logo_url=logo_url,
    )
    return one(await admin.add_item(store_id, item), _ITEM)
