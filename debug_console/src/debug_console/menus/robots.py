from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, moment, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.robots import RobotListed
from provodnik.contracts.telemetry import RobotAlarm, TelemetryRead

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
_TELEMETRY_COLUMNS: Final[Columns[TelemetryRead]] = {
    "received": lambda known: moment(known.received_at),
    "battery %": lambda known: known.battery_percent,
    "cpu %": lambda known: known.cpu_percent,
    "memory %": lambda known: known.memory_percent,
    "disk %": lambda known: known.disk_percent,
    "degrees": lambda known: known.temperature_c,
    "camera": lambda known: "well" if known.camera_ok else "gone",
    "up for s": lambda known: known.uptime_s,
    "version": lambda known: known.software_version,
    "measured": lambda known: moment(known.measured_at),
}
_ALARM_COLUMNS: Final[Columns[RobotAlarm]] = {
    "robot": lambda alarm: alarm.robot_id,
    "what": lambda alarm: alarm.kind,
    "worst": lambda alarm: alarm.worst,
    "since": lambda alarm: moment(alarm.opened_at),
    "until": lambda alarm: moment(alarm.closed_at),
}

RobotId = Annotated[UUID, typer.Argument()]


@menu.command("list")
async def list_robots(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them, the oldest first; `assignments list` tells more of where they are."""
    return page_of(await chosen(admin.robots, page, size, everything=everything), _COLUMNS)


@menu.command("telemetry")
async def list_telemetry(
    admin: BaseAdminClient,
    robot_id: RobotId,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
) -> View:
    """List what a robot has measured of itself, the newest first."""
    fetch = partial(admin.telemetry, robot_id)
    return page_of(await chosen(fetch, page, size, everything=everything), _TELEMETRY_COLUMNS)


@menu.command("alarms")
async def list_alarms(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
    is_open: Annotated[bool | None, typer.Option("--open/--closed", help="Only these.")] = None,
) -> View:
    """List the robots' alarms, the newest first."""
    fetch = partial(admin.alarms, is_open=is_open)
    return page_of(await chosen(fetch, page, size, everything=everything), _ALARM_COLUMNS)


@menu.command("delete")
async def delete_robot(admin: BaseAdminClient, robot_id: RobotId) -> View:
    """Remove a robot; its sessions die at once."""
    return done(await admin.delete_robot(robot_id), f"The robot {robot_id} is removed.")
