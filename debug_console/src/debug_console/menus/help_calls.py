from typing import Final

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, moment, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.robots import HelpListed

menu = Menu("help", "The robots' calls for a person.")

_COLUMNS: Final[Columns[HelpListed]] = {
    "called": lambda call: moment(call.created_at),
    "train": lambda call: call.train_number,
    "wagon": lambda call: call.wagon_number,
    "reason": lambda call: call.reason,
    "robot": lambda call: call.robot_id,
    "id": lambda call: call.id,
}


@menu.command("list")
async def list_help_calls(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them, the newest first."""
    return page_of(await chosen(admin.help_calls, page, size, everything=everything), _COLUMNS)
