from collections.abc import Callable
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, StartDate, TrainNumber, WagonNumber, chosen
from debug_console.views import Columns, View, done, moment, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.robots import RobotListed

menu = Menu("assignments", "Which train and wagon each robot is in.")

_COLUMNS: Final[Columns[AssignmentRead]] = {
    "assignment": lambda place: place.id,
    "train": lambda place: place.trip.label if place.trip else place.train_number,
    "wagon": lambda place: place.wagon_number,
    "start": lambda place: moment(place.start_date, place.trip.stops[0].station.time_zone if place.trip else "UTC"),
    "station now": lambda place: place.station and place.station.name_ru,
}


def _where_assigned(cell: Callable[[AssignmentRead], object]) -> Callable[[RobotListed], object]:
    return lambda robot: cell(robot.assignment) if robot.assignment else None


_ROBOT_COLUMNS: Final[Columns[RobotListed]] = {
    "robot": lambda robot: robot.id,
    **{name: _where_assigned(cell) for name, cell in _COLUMNS.items()},
}

RobotId = Annotated[UUID, typer.Argument()]


@menu.command("list")
async def list_assignments(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List every robot with where it is."""
    return page_of(await chosen(admin.robots, page, size, everything=everything), _ROBOT_COLUMNS)


@menu.command("set")
async def assign(
    admin: BaseAdminClient,
    robot_id: RobotId,
    *,
    train_number: TrainNumber,
    wagon_number: WagonNumber,
    start_date: StartDate,
    station_id: Annotated[
        str | None, typer.Option(help="Without one the robot follows the trip's stops and the server's clock.")
    ] = None,
) -> View:
    """Put a robot into a wagon of a train."""
    wanted = AssignmentWrite(
        train_number=train_number, wagon_number=wagon_number, start_date=start_date, station_id=station_id
    )
    return one(await admin.assign(robot_id, wanted), _COLUMNS)


@menu.command("clear")
async def unassign(admin: BaseAdminClient, robot_id: RobotId) -> View:
    """Take a robot off its train."""
    return done(await admin.unassign(robot_id), f"The robot {robot_id} is assigned to no train.")
