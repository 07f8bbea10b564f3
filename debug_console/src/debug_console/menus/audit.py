from datetime import datetime
from typing import Annotated, Final

import typer

from debug_console.menu import Menu
from debug_console.parameters import EXAMPLE, PageNumber, PageSize, moment
from debug_console.views import Columns, View, page_of
from debug_console.views import moment as shown
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.audit import ActorKind, AuditFilter, AuditRead

menu = Menu("audit", "Who did what to whom, and what came of it.")

_COLUMNS: Final[Columns[AuditRead]] = {
    "at": lambda entry: shown(entry.at),
    "who": lambda entry: " ".join(str(part) for part in (entry.actor_kind, entry.actor_login, entry.actor_id) if part),
    "from": lambda entry: entry.address,
    "action": lambda entry: entry.action,
    "outcome": lambda entry: entry.outcome or "not known",
    "to whom": lambda entry: _told(entry.targets),
    "more": lambda entry: _told(entry.details),
    "request": lambda entry: entry.request_id,
}


def _told(named: dict[str, object]) -> str | None:
    return ", ".join(f"{name} {value}" for name, value in named.items()) or None


@menu.command("list")
async def list_entries(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    actor_kind: Annotated[ActorKind | None, typer.Option(help="Only what such did.")] = None,
    action: Annotated[
        str | None, typer.Option(help='Only this, such as "DELETE /base_api/v1/admin/robots/{robot_id}".')
    ] = None,
    since: Annotated[datetime | None, typer.Option(parser=moment, metavar="WHEN", help=f"Such as {EXAMPLE}.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=moment, metavar="WHEN", help="Not of then or later.")] = None,
) -> View:
    """List the entries, the newest first.

    Reading leaves an entry as well: with --until, one page follows on the other.
    """
    wanted = AuditFilter(actor_kind=actor_kind, action=action, since=since, until=until)
    return page_of(await admin.audit(page, size, wanted), _COLUMNS)
