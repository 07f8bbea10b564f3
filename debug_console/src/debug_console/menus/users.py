from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.users import UserCreate, UserRead

menu = Menu("users", "The passengers.")

_COLUMNS: Final[Columns[UserRead]] = {"id": lambda user: user.id, "name": lambda user: user.name}


@menu.command("list")
async def list_users(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them, the oldest first."""
    return page_of(await chosen(admin.users, page, size, everything=everything), _COLUMNS)


@menu.command("add")
async def add_user(admin: BaseAdminClient, name: Annotated[str, typer.Argument()]) -> View:
    """Add a passenger."""
    return one(await admin.add_user(UserCreate(name=name)), _COLUMNS)


@menu.command("delete")
async def delete_user(admin: BaseAdminClient, user_id: Annotated[UUID, typer.Argument()]) -> View:
    """Delete a passenger with their tickets."""
    return done(await admin.delete_user(user_id), f"The passenger {user_id} is deleted.")
