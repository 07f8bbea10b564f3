"""How the robot is, told every minute, whatever happens."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.telemetry import TelemetryWrite
from provodnik.contracts.wire import Ok
from robot.hardware.load import Load
from robot.hardware.sensors import SimulatedSensors
from robot.info_service.telemetry import Health, TelemetryReports
from robot.testing import FakeClock, until
from robot.waiting import abandon

PERIOD = 60


class FakeSession:
    def __init__(self) -> None:
        self.enrolled = asyncio.Event()
        self.told: list[TelemetryWrite] = []
        self.trouble: Exception | None = None

    async def tell_telemetry(self, measured: TelemetryWrite) -> Ok:
        if self.trouble:
            raise self.trouble
        self.told.append(measured)
        return Ok()


class World:
    def __init__(self) -> None:
        self.session = FakeSession()
        self.clock = FakeClock()
        self.sensor: Exception | None = None
        self.measured = 0
        self.reports = TelemetryReports(self.session, self._measure, self.clock, PERIOD)

    def _measure(self) -> TelemetryWrite:
        self.measured += 1
        if self.sensor:
            raise self.sensor
        return TelemetryWrite(
            id=uuid4(),
            measured_at=datetime.now(UTC),
            cpu_percent=1,
            memory_percent=2,
            disk_percent=3,
            camera_ok=True,
            uptime_s=4,
            software_version="0.1.0",
        )

    async def next_report(self) -> None:
        """A measurement and whatever becomes of it."""
        done = self.measured + 1
        await self.clock.passes(PERIOD * 1.2)
        await until(lambda: self.measured >= done and self.clock.is_waited_for)


@pytest.fixture
async def world() -> AsyncGenerator[World]:
    world = World()
    task = asyncio.create_task(world.reports.run())
    yield world
    assert not task.done(), "nothing ends it"
    await abandon([task])


async def enrolled(world: World) -> None:
    world.session.enrolled.set()
    await until(lambda: world.clock.is_waited_for)


async def test_a_robot_that_is_not_enrolled_tells_nothing(world: World) -> None:
    await world.clock.passes(10 * PERIOD)

    assert (world.measured, world.session.told) == (0, [])


async def test_it_tells_at_once_and_then_every_minute_or_so(world: World) -> None:
    await enrolled(world)
    assert len(world.session.told) == 1

    await world.clock.passes(PERIOD * 0.79)
    assert world.measured == 1
    await world.clock.passes(PERIOD * 0.42)
    await until(lambda: len(world.session.told) == 2)
    assert len({told.id for told in world.session.told}) == 2


@pytest.mark.parametrize(
    "trouble", [Unreachable("no answer"), Broken("a fault"), NotSignedIn()], ids=lambda error: type(error).__name__
)
async def test_what_cannot_be_sent_is_said_once_and_the_next_is_tried(
    world: World, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    world.session.trouble = trouble
    with caplog.at_level(logging.WARNING, "robot"):
        await enrolled(world)
        await world.next_report()
        assert [record.message.startswith("telemetry is not sent") for record in caplog.records] == [True]

    world.session.trouble = None
    await world.next_report()
    assert len(world.session.told) == 1


async def test_a_sensors_surprise_disturbs_nobody(world: World) -> None:
    world.sensor = RuntimeError("the bus is stuck")
    await enrolled(world)
    assert world.session.told == []

    world.sensor = None
    await world.next_report()
    assert len(world.session.told) == 1


def test_health_is_what_load_sensors_and_camera_tell(tmp_path: Path) -> None:
    (tmp_path / "sensors.json").write_text('{"battery_percent": 12, "temperature_c": 40}')
    camera_ok = True
    health = Health(Load(tmp_path), SimulatedSensors(tmp_path / "sensors.json"), lambda: camera_ok)

    first = health.measure()
    camera_ok = False
    second = health.measure()

    assert (first.battery_percent, first.temperature_c, first.camera_ok, second.camera_ok) == (12, 40, True, False)
    assert first.software_version == "0.1.0"
    assert first.id != second.id
    assert 0 <= first.uptime_s <= second.uptime_s < 60
