"""Tells the server, every minute, how the robot is."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Protocol
from uuid import uuid4

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError
from provodnik.contracts.telemetry import TelemetryWrite
from provodnik.contracts.wire import Ok
from robot.hardware.load import Load
from robot.hardware.sensors import Sensors
from robot.states.ports import Clock

logger = logging.getLogger(__name__)

Measure = Callable[[], TelemetryWrite]
# After a tunnel, or a blackout, the robots of a train don't all speak at once.
_SPREAD: Final = 0.2


class Session(Protocol):
    @property
    def enrolled(self) -> asyncio.Event: ...

    def tell_telemetry(self, measured: TelemetryWrite) -> Awaitable[Ok]: ...


class Health:
    """Measures; called in a thread, for it reads files."""

    def __init__(self, load: Load, sensors: Sensors, camera_ok: Callable[[], bool]) -> None:
        self._load = load
        self._sensors = sensors
        self._camera_ok = camera_ok
        self._started_at = time.monotonic()
        self._version = _version()

    def measure(self) -> TelemetryWrite:
        return TelemetryWrite(
            id=uuid4(),
            measured_at=datetime.now(UTC),
            battery_percent=self._sensors.battery_percent(),
            cpu_percent=self._load.cpu_percent(),
            memory_percent=self._load.memory_percent(),
            disk_percent=self._load.disk_percent(),
            temperature_c=self._sensors.temperature_c(),
            camera_ok=self._camera_ok(),
            uptime_s=int(time.monotonic() - self._started_at),
            software_version=self._version,
        )


class TelemetryReports:
    """What can't be sent is not kept: the next one says more."""

    def __init__(self, session: Session, measure: Measure, clock: Clock, period_seconds: float) -> None:
        self._session = session
        self._measure = measure
        self._clock = clock
        self._period_seconds = period_seconds
        self._failing = False

    async def run(self) -> None:
        """For ever, once the robot is enrolled. Nothing that goes wrong here disturbs the kiosk."""
        await self._session.enrolled.wait()
        while True:
            await self._report()
            await self._clock.sleep(self._period_seconds * random.uniform(1 - _SPREAD, 1 + _SPREAD))  # noqa: S311 - no secret

    async def _report(self) -> None:
        try:
            await self._session.tell_telemetry(await asyncio.to_thread(self._measure))
        except (Unreachable, Broken, DomainError) as error:
            self._fails("telemetry is not sent: %s", error)
        except Exception as error:  # noqa: BLE001 - a sensor's surprise
            self._fails("nothing is measured: %s", type(error).__name__)
        else:
            self._failing = False

    def _fails(self, message: str, error: object) -> None:
        if not self._failing:
            logger.warning(message, error)
        self._failing = True


def _version() -> str:
    try:
        return version("robot")
    except PackageNotFoundError:
        return "unknown"
