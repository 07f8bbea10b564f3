"""What robots tell of themselves is kept, and raises and ends alarms."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from base_server.testing.telemetry import measured
from base_server.testing.world import PlacedRobot, World
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.telemetry import AlarmKind


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    return await world.robot_at()


async def test_what_is_measured_is_kept_the_newest_first_by_the_servers_clock(world: World, robot: PlacedRobot) -> None:
    before = datetime.now(UTC)
    first = measured(measured_at=datetime(2099, 1, 1, tzinfo=UTC), battery_percent=None)
    second = measured(measured_at=datetime(2001, 1, 1, tzinfo=UTC))
    await robot.client.tell_telemetry(first)
    await robot.client.tell_telemetry(second)

    page = await world.admin.telemetry(robot.id)

    assert [known.id for known in page.items] == [second.id, first.id]
    assert [known.measured_at for known in page.items] == [second.measured_at, first.measured_at]
    assert all(before <= known.received_at <= datetime.now(UTC) for known in page.items)
    assert page.items[1].model_dump(exclude={"received_at"}) == first.model_dump()


async def test_the_same_measurement_again_is_the_same(world: World, robot: PlacedRobot) -> None:
    hot = measured(temperature_c=90)
    await robot.client.tell_telemetry(hot)
    await robot.client.tell_telemetry(measured())

    await asyncio.gather(*(robot.client.tell_telemetry(hot) for _ in range(4)))

    assert (await world.admin.telemetry(robot.id)).total == 2
    assert (await world.admin.alarms(is_open=True)).total == 0


async def test_each_robot_has_ids_of_its_own(world: World, robot: PlacedRobot) -> None:
    other, what = await world.robot_at(), measured()
    await robot.client.tell_telemetry(what)
    await other.client.tell_telemetry(what)

    assert (await world.admin.telemetry(robot.id)).total == (await world.admin.telemetry(other.id)).total == 1


async def test_of_an_unknown_robot_nothing_is_told(world: World) -> None:
    with pytest.raises(RobotNotFound):
        await world.admin.telemetry(uuid4())


async def test_a_removed_robot_tells_nothing(world: World, robot: PlacedRobot) -> None:
    await robot.client.me()
    await world.admin.delete_robot(robot.id)

    with pytest.raises(NotSignedIn):
        await robot.client.tell_telemetry(measured())


async def test_an_alarm_opens_keeps_the_worst_value_and_closes_with_some_distance(
    world: World, robot: PlacedRobot
) -> None:
    for battery in (12, 4, 9, 20):  # the last is neither low nor well again
        await robot.client.tell_telemetry(measured(battery_percent=battery))

    [alarm] = (await world.admin.alarms(is_open=True)).items
    assert (alarm.robot_id, alarm.kind, alarm.worst, alarm.closed_at) == (robot.id, AlarmKind.BATTERY, 4, None)

    await robot.client.tell_telemetry(measured(battery_percent=26))

    [closed] = (await world.admin.alarms(is_open=False)).items
    assert (await world.admin.alarms(is_open=True)).total == 0
    assert (closed.id, closed.worst) == (alarm.id, 4)
    assert closed.closed_at
    assert closed.closed_at >= alarm.opened_at


async def test_the_highest_temperature_is_the_worst(world: World, robot: PlacedRobot) -> None:
    for temperature in (80, 91, 85):
        await robot.client.tell_telemetry(measured(temperature_c=temperature))

    assert [alarm.worst for alarm in (await world.admin.alarms()).items] == [91]


async def test_what_goes_wrong_again_is_another_alarm(world: World, robot: PlacedRobot) -> None:
    for camera_ok in (False, True, False):
        await robot.client.tell_telemetry(measured(camera_ok=camera_ok))

    alarms = (await world.admin.alarms()).items
    assert [(alarm.kind, alarm.worst) for alarm in alarms] == [(AlarmKind.CAMERA, None)] * 2
    assert [alarm.closed_at is None for alarm in alarms] == [True, False]


async def test_one_alarm_of_a_kind_stands_open_however_many_measurements_come_at_once(
    world: World, robot: PlacedRobot
) -> None:
    wrong = [measured(cpu_percent=96 + n / 10, disk_percent=99, battery_percent=90) for n in range(8)]
    well = [measured(battery_percent=3) for _ in range(8)]

    await asyncio.gather(*(robot.client.tell_telemetry(what) for what in wrong + well))
    await robot.client.tell_telemetry(measured(cpu_percent=97, disk_percent=99, battery_percent=3))

    open_ones = (await world.admin.alarms(is_open=True)).items
    assert sorted(alarm.kind for alarm in open_ones) == [AlarmKind.BATTERY, AlarmKind.CPU, AlarmKind.DISK]
