from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.passengers import KeycloakLink
from provodnik.contracts.users import UserCreate, UserRead

menu = Menu("users", "The passengers.")

_COLUMNS: Final[Columns[UserRead]] = {"id": lambda user: user.id, "name": lambda user: user.name}

Passenger = Annotated[UUID, typer.Argument(metavar="USER_ID")]
Account = Annotated[UUID, typer.Argument(metavar="K_ID", help="Its id in Keycloak, which its tokens have as `sub`.")]


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
async def delete_user(admin: BaseAdminClient, user_id: Passenger) -> View:
    """Delete a passenger with their tickets."""
    return done(await admin.delete_user(user_id), f"The passenger {user_id} is deleted.")


@menu.command("link")
async def link_keycloak_user(admin: BaseAdminClient, user_id: Passenger, k_id: Account) -> View:
    """Say whose an account of Keycloak is; by itself it becomes a passenger at its first request."""
    answer = await admin.link_keycloak_user(KeycloakLink(k_id=k_id, user_id=user_id))
    return done(answer, f"The account {k_id} is the passenger {user_id}.")


@menu.command("unlink")
async def unlink_keycloak_user(admin: BaseAdminClient, user_id: Passenger, k_id: Account) -> View:
    """Part an account of Keycloak from its passenger; its next request makes a new one."""
    answer = await admin.unlink_keycloak_user(KeycloakLink(k_id=k_id, user_id=user_id))
    return done(answer, f"The account {k_id} is the passenger {user_id} no more.")
