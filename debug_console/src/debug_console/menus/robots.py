from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, moment, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.robots import RobotListed

menu = Menu("robots", "The robots; one is enrolled at its own console.")

_COLUMNS: Final[Columns[RobotListed]] = {
    "id": lambda robot: robot.id,
    "model": lambda robot: robot.robot_model_id,
    "name": lambda robot: robot.robot_model_name,
    "key": lambda robot: robot.key_algorithm,
    "enrolled": lambda robot: moment(robot.created_at),
    "train": lambda robot: robot.assignment and robot.assignment.train_number,
    "wagon": lambda robot: robot.assignment and robot.assignment.wagon_number,
}


@menu.command("list")
async def list_robots(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them, the oldest first; `assignments list` tells more of where they are."""
    return page_of(await chosen(admin.robots, page, size, everything=everything), _COLUMNS)


@menu.command("delete")
async def delete_robot(admin: BaseAdminClient, robot_id: Annotated[UUID, typer.Argument()]) -> View:
    """Remove a robot; its sessions die at once."""
    return done(await admin.delete_robot(robot_id), f"The robot {robot_id} is removed.")
