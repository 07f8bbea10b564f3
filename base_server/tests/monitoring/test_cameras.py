from uuid import uuid4

import pytest

from base_server.testing.monitoring import camera_of, incident_of
from base_server.testing.world import World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_cameras import CameraNotFound
from provodnik.contracts.robots import RobotNotFound


async def test_a_robot_is_told_of_its_own_cameras_as_they_are_configured(
    world: World, terminal: MonitoringClient
) -> None:
    one, other = await world.robot_at(), await world.robot_at()
    camera = await terminal.add_camera(camera_of(one.id))
    await terminal.add_camera(camera_of(other.id))

    changed = await terminal.write_camera(camera.id, camera_of(one.id, place="вагон 6", enabled=False))

    assert (await one.client.cameras()).items == [changed]
    assert (changed.id, changed.place, changed.enabled) == (camera.id, "вагон 6", False)
    assert (await terminal.cameras()).total == 2
    assert (await terminal.cameras(robot_id=one.id)).items == [changed]


async def test_a_camera_is_of_a_robot_that_is_there(world: World, terminal: MonitoringClient) -> None:
    removed = await world.robot_at()
    await world.admin.delete_robot(removed.id)

    for robot_id in (uuid4(), removed.id):
        with pytest.raises(RobotNotFound):
            await terminal.add_camera(camera_of(robot_id))


async def test_an_unknown_camera_is_neither_written_nor_deleted(world: World, terminal: MonitoringClient) -> None:
    robot = await world.robot_at()

    with pytest.raises(CameraNotFound):
        await terminal.write_camera(uuid4(), camera_of(robot.id))
    with pytest.raises(CameraNotFound):
        await terminal.delete_camera(uuid4())


async def test_what_a_deleted_camera_saw_stays(world: World, terminal: MonitoringClient) -> None:
    robot = await world.robot_at()
    camera = await terminal.add_camera(camera_of(robot.id))
    incident = incident_of(robot, camera_id=camera.id)
    await robot.client.open_incident(incident)
    assert (await terminal.incident(incident.id)).camera == camera

    await terminal.delete_camera(camera.id)

    assert (await terminal.incident(incident.id)).camera is None
    assert (await robot.client.cameras()).items == []
