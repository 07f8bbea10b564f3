from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.passwords import CardFromStdin, PasswordFromStdin, ask_card, ask_password
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.cards import AuthCardWrite
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, EngineerRead, Privilege

menu = Menu("engineers", "Who may enrol devices and open robots.")

_COLUMNS: Final[Columns[EngineerRead]] = {"id": lambda engineer: engineer.id, "login": lambda engineer: engineer.login}

EngineerId = Annotated[UUID, typer.Argument()]


def _privilege(name: str) -> Privilege:
    try:
        return Privilege(name.upper())
    except ValueError:
        raise typer.BadParameter(f"{name!r} is no privilege: there are {', '.join(Privilege)}") from None


@menu.command("list")
async def list_engineers(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them, the oldest first."""
    return page_of(await chosen(admin.engineers, page, size, everything=everything), _COLUMNS)


@menu.command("add")
async def add_engineer(
    admin: BaseAdminClient, login: Annotated[str, typer.Argument()], *, password_stdin: PasswordFromStdin = False
) -> View:
    """Add an engineer, without privileges. The password is asked for, unseen."""
    password = ask_password(from_stdin=password_stdin)
    return one(await admin.add_engineer(EngineerCreate(login=login, password=password)), _COLUMNS)


@menu.command("privileges")
async def set_privileges(
    admin: BaseAdminClient,
    engineer_id: EngineerId,
    privileges: Annotated[list[Privilege] | None, typer.Argument(parser=_privilege)] = None,
    *,
    none: Annotated[bool, typer.Option("--none", help="Take every privilege away.")] = False,
) -> View:
    """Replace an engineer's privileges by those named."""
    if none == bool(privileges):
        raise typer.BadParameter(f"name one or more of {', '.join(Privilege)}, or give --none alone to take all away")
    granted = frozenset(privileges or ())
    answer = await admin.set_privileges(EngineerPrivileges(id=engineer_id, privileges=granted))
    return done(answer, f"The engineer {engineer_id} has {', '.join(sorted(granted)) or 'no privileges'}.")


@menu.command("card")
async def set_card(
    admin: BaseAdminClient,
    engineer_id: EngineerId,
    *,
    card_stdin: CardFromStdin = False,
    none: Annotated[bool, typer.Option("--none", help="Take the card away.")] = False,
) -> View:
    """Give an engineer a card in place of the old one. What a reader reads of it is asked for, unseen."""
    if none and card_stdin:
        raise typer.BadParameter("--none takes the card away, --card-stdin gives one: choose one of them")
    key = None if none else ask_card(from_stdin=card_stdin)
    answer = await admin.set_card(engineer_id, AuthCardWrite(key=key))
    return done(answer, f"The engineer {engineer_id} has {'no' if none else 'a new'} card.")


@menu.command("delete")
async def delete_engineer(admin: BaseAdminClient, engineer_id: EngineerId) -> View:
    """Delete an engineer."""
    return done(await admin.delete_engineer(engineer_id), f"The engineer {engineer_id} is deleted.")
