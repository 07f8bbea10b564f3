"""Silence is noticed, and what is old goes."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.config import BaseServerSettings
from base_server.telemetry.watch import TelemetryWatch
from base_server.testing.telemetry import measured
from base_server.testing.world import PlacedRobot, World
from provodnik.contracts.telemetry import AlarmKind
from provodnik.server.database import create_engine
from provodnik.server.metrics import Metrics

DAYS = 30
SILENT_SECONDS = 300


@pytest.fixture
async def engine(base_settings: BaseServerSettings) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(base_settings.database)
    yield engine
    await engine.dispose()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def watch(engine: AsyncEngine, metrics: Metrics) -> TelemetryWatch:
    return TelemetryWatch(engine, metrics, days=DAYS, silent_seconds=SILENT_SECONDS)


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    return await world.robot_at()


async def let_pass(engine: AsyncEngine, time: timedelta) -> None:
    """For the robots' places and measurements."""
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE assignments SET created_at = created_at - CAST(:time AS interval)"), {"time": time}
        )
        await connection.execute(
            text("UPDATE telemetry SET received_at = received_at - CAST(:time AS interval)"), {"time": time}
        )


def gauge(metrics: Metrics, kind: AlarmKind) -> float | None:
    return metrics.registry.get_sample_value("robot_alarms_open", {"kind": kind})


class TestSilence:
    async def test_of_an_assigned_robot_is_an_alarm_until_it_is_heard(
        self, world: World, robot: PlacedRobot, watch: TelemetryWatch, engine: AsyncEngine
    ) -> None:
        await robot.client.tell_telemetry(measured())
        await let_pass(engine, timedelta(seconds=SILENT_SECONDS - 10))
        await watch.look()
        assert (await world.admin.alarms()).total == 0

        await let_pass(engine, timedelta(seconds=20))
        await watch.look()
        await watch.look()

        [alarm] = (await world.admin.alarms(is_open=True)).items
        assert (alarm.robot_id, alarm.kind) == (robot.id, AlarmKind.SILENT)
        await robot.client.tell_telemetry(measured())
        assert (await world.admin.alarms(is_open=True)).total == 0

    async def test_of_a_robot_that_was_just_assigned_is_waited_for(
        self, world: World, robot: PlacedRobot, watch: TelemetryWatch, engine: AsyncEngine
    ) -> None:
        await let_pass(engine, timedelta(seconds=SILENT_SECONDS - 10))
        await watch.look()
        assert (await world.admin.alarms()).total == 0

        await let_pass(engine, timedelta(seconds=20))
        await watch.look()
        assert [alarm.robot_id for alarm in (await world.admin.alarms()).items] == [robot.id]

    @pytest.mark.parametrize("gone", ["unassigned", "removed"])
    async def test_of_a_robot_without_a_place_is_no_alarm_any_more(
        self, world: World, robot: PlacedRobot, watch: TelemetryWatch, engine: AsyncEngine, gone: str
    ) -> None:
        await let_pass(engine, timedelta(hours=1))
        await watch.look()
        assert (await world.admin.alarms(is_open=True)).total == 1

        await (world.admin.unassign(robot.id) if gone == "unassigned" else world.admin.delete_robot(robot.id))
        await watch.look()

        assert (await world.admin.alarms(is_open=True)).total == 0
        assert (await world.admin.alarms(is_open=False)).total == 1

    @pytest.mark.usefixtures("robot")
    async def test_is_one_alarm_for_several_servers(
        self, world: World, watch: TelemetryWatch, engine: AsyncEngine
    ) -> None:
        other = TelemetryWatch(engine, Metrics(), days=DAYS, silent_seconds=SILENT_SECONDS)
        await let_pass(engine, timedelta(hours=1))

        await asyncio.gather(*(each.look() for each in (watch, other) * 3))

        assert (await world.admin.alarms()).total == 1


async def test_the_alarms_of_a_removed_robot_end(
    world: World, robot: PlacedRobot, watch: TelemetryWatch, metrics: Metrics
) -> None:
    await robot.client.tell_telemetry(measured(camera_ok=False, cpu_percent=99))
    await watch.look()
    assert [gauge(metrics, kind) for kind in (AlarmKind.CAMERA, AlarmKind.CPU, AlarmKind.DISK)] == [1, 1, 0]

    await world.admin.delete_robot(robot.id)
    await watch.look()

    assert (gauge(metrics, AlarmKind.CAMERA), gauge(metrics, AlarmKind.CPU)) == (0, 0)
    assert (await world.admin.alarms(is_open=True)).total == 0


async def test_telemetry_goes_when_it_is_old_in_batches(
    world: World, robot: PlacedRobot, watch: TelemetryWatch, engine: AsyncEngine
) -> None:
    await robot.client.tell_telemetry(measured())
    await let_pass(engine, timedelta(days=DAYS, seconds=1))
    kept = measured()
    await robot.client.tell_telemetry(kept)
    async with engine.begin() as connection:
        await connection.execute(
            text("""
            INSERT INTO telemetry SELECT robot_id, gen_random_uuid(), received_at, measured_at, battery_percent,
                cpu_percent, memory_percent, disk_percent, temperature_c, camera_ok, uptime_s, software_version
            FROM telemetry, generate_series(1, 10500) WHERE id <> :kept
            """),
            {"kept": kept.id},
        )

    await watch.look()

    assert [known.id for known in (await world.admin.telemetry(robot.id)).items] == [kept.id]


async def test_the_server_watches_by_itself(gateway: httpx.AsyncClient) -> None:
    async with asyncio.timeout(10):
        while 'robot_alarms_open{kind="silent"} 0.0' not in (await gateway.get("/metrics")).text:  # noqa: ASYNC110 - as Prometheus asks
            await asyncio.sleep(0.02)


async def test_it_gives_way_to_whoever_has_locked_its_tables(watch: TelemetryWatch, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE robot_alarms IN ACCESS EXCLUSIVE MODE"))

        with pytest.raises(DBAPIError, match="lock timeout"):
            await watch.look()
