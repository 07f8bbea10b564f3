from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, moment, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.checks import CheckListed, CheckUndone
from provodnik.contracts.offline_checks import CheckConflictListed

menu = Menu("checks", "The robots' checks of tickets.")

_COLUMNS: Final[Columns[CheckListed]] = {
    "checked": lambda check: moment(check.created_at),
    "verdict": lambda check: check.verdict,
    "reason": lambda check: check.reason,
    "by": lambda check: check.evidence,
    "wagon": lambda check: check.wagon_number,
    "ticket": lambda check: check.ticket_id,
    "robot": lambda check: check.robot_id,
    "undone": lambda check: moment(check.undone_at),
    "why": lambda check: check.undone_reason,
    "id": lambda check: check.id,
}
_CONFLICT_COLUMNS: Final[Columns[CheckConflictListed]] = {
    "told": lambda check: moment(check.created_at),
    "conflict": lambda check: check.kind,
    "verdict": lambda check: check.verdict,
    "wagon": lambda check: check.wagon_number,
    "ticket": lambda check: check.ticket_id,
    "robot": lambda check: check.robot_id,
    "the other's wagon": lambda check: check.other and check.other.wagon_number,
    "the other robot": lambda check: check.other and check.other.robot_id,
    "the other checked": lambda check: moment(check.other.checked_at) if check.other else None,
    "made": lambda check: moment(check.made_at),
    "id": lambda check: check.id,
}


@menu.command("list")
async def list_checks(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
    ticket_id: Annotated[UUID | None, typer.Option(help="Only this ticket's.")] = None,
    robot_id: Annotated[UUID | None, typer.Option(help="Only this robot's.")] = None,
) -> View:
    """List them, the newest first."""
    fetch = partial(admin.checks, ticket_id=ticket_id, robot_id=robot_id)
    return page_of(await chosen(fetch, page, size, everything=everything), _COLUMNS)


@menu.command("conflicts")
async def list_conflicts(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List what checks made without a connection contradicted, the newest first."""
    return page_of(await chosen(admin.check_conflicts, page, size, everything=everything), _CONFLICT_COLUMNS)


@menu.command("undo")
async def undo_check(
    admin: BaseAdminClient,
    check_id: Annotated[UUID, typer.Argument(help="The check's own id, as the list tells it.")],
    *,
    reason: Annotated[str, typer.Option(help="Why: it is kept with the check.")],
) -> View:
    """Undo a check: its ticket can be used again."""
    undone = await admin.undo_check(check_id, CheckUndone(reason=reason))
    return done(undone, f"The check {check_id} is undone.")
