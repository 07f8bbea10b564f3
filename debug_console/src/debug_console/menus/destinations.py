from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.destinations import SightCreate, SightRead
from provodnik.contracts.pages import Page

menu = Menu("destinations", "What awaits passengers where they are going: hotels and attractions.")

_COLUMNS: Final[Columns[SightRead]] = {
    "id": lambda sight: sight.id,
    "destination": lambda sight: sight.destination_id,
    "name": lambda sight: sight.name,
    "description": lambda sight: sight.description,
    "logo": lambda sight: sight.logo_url,
}


class Kind(StrEnum):
    HOTEL = "hotel"
    ATTRACTION = "attraction"


KindOfSight = Annotated[Kind, typer.Argument()]
Destination = Annotated[str, typer.Argument(help="As tickets name it: a station's id, where it is described.")]


@menu.command("list")
async def list_sights(
    admin: BaseAdminClient,
    kind: KindOfSight,
    destination: Destination,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
) -> View:
    """List those of a destination, the oldest first."""
    fetch: Callable[[int, int], Awaitable[Page[SightRead]]]
    fetch = partial(admin.hotels if kind is Kind.HOTEL else admin.attractions, destination)
    return page_of(await chosen(fetch, page, size, everything=everything), _COLUMNS)


@menu.command("add")
async def add_sight(
    admin: BaseAdminClient,
    kind: KindOfSight,
    destination: Destination,
    *,
    name: Annotated[str, typer.Option()],
    description: Annotated[str, typer.Option()],
    logo_url: Annotated[str, typer.Option(help="Such as /static/hotel.png.")],
) -> View:
    """Add one to a destination."""
    sight = SightCreate(name=name, description=description, logo_url=logo_url)
    add = admin.add_hotel if kind is Kind.HOTEL else admin.add_attraction
    return one(await add(destination, sight), _COLUMNS)


@menu.command("delete")
async def delete_sight(admin: BaseAdminClient, kind: KindOfSight, sight_id: Annotated[UUID, typer.Argument()]) -> View:
    """Remove one from its destination."""
    delete = admin.delete_hotel if kind is Kind.HOTEL else admin.delete_attraction
    return done(await delete(sight_id), f"The {kind} {sight_id} is removed.")
