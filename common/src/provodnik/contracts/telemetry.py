"""What robots measure of themselves, and what is out of its range."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from provodnik.contracts.wire import Command, Line60, Moment, Wire

Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, examples=[42.5])]
Celsius = Annotated[float, Field(ge=-60, le=150, allow_inf_nan=False, examples=[48.0])]
UptimeSeconds = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True, examples=[86_400])]


class TelemetryWrite(Command):
    """One measurement. The same id again is the same measurement."""

    id: UUID
    measured_at: Moment = Field(description="By the robot's clock, which decides nothing.")
    battery_percent: Percent | None = Field(default=None, description="None where the robot has no battery.")
    cpu_percent: Percent
    memory_percent: Percent
    disk_percent: Percent = Field(description="How full the robot's disk is.")
    temperature_c: Celsius | None = Field(default=None, description="Inside the robot; None where nothing measures it.")
    camera_ok: bool
    uptime_s: UptimeSeconds
    software_version: Line60 = Field(examples=["0.1.0"])


class TelemetryRead(Wire):
    id: UUID
    received_at: Moment = Field(description="By the server's clock, which tells the order.")
    measured_at: Moment
    battery_percent: float | None
    cpu_percent: float
    memory_percent: float
    disk_percent: float
    temperature_c: float | None
    camera_ok: bool
    uptime_s: int
    software_version: str


class AlarmKind(StrEnum):
    BATTERY = "battery"
    CPU = "cpu"
    MEMORY = "memory"
    DISK = "disk"
    TEMPERATURE = "temperature"
    CAMERA = "camera"
    SILENT = "silent"  # an assigned robot has sent nothing for too long


class RobotAlarm(Wire):
    id: UUID
    robot_id: UUID
    kind: AlarmKind
    opened_at: Moment
    closed_at: Moment | None
    worst: float | None = Field(description="The value that was farthest out, where it is a number.", examples=[4.0])
