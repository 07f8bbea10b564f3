"""What robots report."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from base_server.main import PREFIX
from base_server.models import Incident, IncidentFrame, IncidentStep, MonitoringEvent
from base_server.testing.faces import evidence_of, face_of
from base_server.testing.monitoring import (
    STARTED,
    camera_of,
    closing_of,
    incident_of,
    rows,
    update_of,
)
from base_server.testing.world import TRAIN, WAGON, PlacedRobot, World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.errors import MalformedInput
from provodnik.contracts.monitoring_cameras import CameraNotFound
from provodnik.contracts.monitoring_incidents import (
    MOST_FRAMES,
    FramesFull,
    IncidentClosed,
    IncidentDiffers,
    IncidentNotFound,
    IncidentState,
)

PICTURE = evidence_of("Anna")


async def opened(robot: PlacedRobot) -> UUID:
    return (await robot.client.open_incident(incident_of(robot))).id


class TestOpening:
    async def test_operators_see_what_where_and_how_sure(self, world: World, terminal: MonitoringClient) -> None:
        robot = await world.robot_at()
        camera = await terminal.add_camera(camera_of(robot.id))

        reported = await robot.client.open_incident(incident_of(robot, PICTURE, PICTURE, camera_id=camera.id))

        [listed] = (await terminal.incidents()).items
        assert (listed.id, listed.robot_id, listed.camera) == (reported.id, robot.id, camera)
        assert (listed.train_number, listed.wagon_number, listed.score) == (TRAIN, WAGON, 0.8)
        assert (listed.state, listed.review, listed.started_at) == ("open", "unseen", STARTED)
        incident = await terminal.incident(reported.id)
        assert [(step.kind, step.by) for step in incident.history] == [("opened", None)]
        assert len(incident.frames) == 2
        assert incident.frames[0].expires_at - incident.frames[0].taken_at > timedelta(days=29)

    async def test_the_same_again_is_the_same_also_at_once(self, world: World, base_app: FastAPI) -> None:
        robot = await world.robot_at()
        incident = incident_of(robot, PICTURE)

        first, *others = await asyncio.gather(*(robot.client.open_incident(incident) for _ in range(5)))

        assert others == [first] * 4
        assert [await rows(base_app, table) for table in (Incident, IncidentFrame, MonitoringEvent)] == [1, 1, 1]

    async def test_other_content_or_another_robot_under_the_id_is_refused(self, world: World) -> None:
        robot, other = await world.robot_at(), await world.robot_at()
        incident = incident_of(robot, PICTURE)
        await robot.client.open_incident(incident)

        with pytest.raises(IncidentDiffers):
            await robot.client.open_incident(incident.model_copy(update={"frames": (evidence_of("Boris"),)}))
        with pytest.raises(IncidentDiffers):
            await other.client.open_incident(incident.model_copy(update={"assignment_id": other.assignment.id}))

    async def test_it_is_of_an_assignment_and_a_camera_of_its_own(
        self, world: World, terminal: MonitoringClient, base_app: FastAPI
    ) -> None:
        robot, other = await world.robot_at(), await world.robot_at()
        camera = await terminal.add_camera(camera_of(other.id))

        for assignment_id in (uuid4(), other.assignment.id):
            with pytest.raises(AssignmentDiffers):
                await robot.client.open_incident(incident_of(robot, assignment_id=assignment_id))
        with pytest.raises(CameraNotFound):
            await robot.client.open_incident(incident_of(robot, camera_id=camera.id))
        assert await rows(base_app) == 0

    async def test_an_alarm_of_a_robot_that_was_moved_meanwhile_is_taken(
        self, world: World, terminal: MonitoringClient
    ) -> None:
        robot = await world.robot_at()
        incident = incident_of(robot)
        await world.admin.unassign(robot.id)

        await robot.client.open_incident(incident)

        assert (await terminal.incident(incident.id)).train_number == TRAIN

    @pytest.mark.parametrize("picture", [face_of("Anna"), b"\x89PNG", b"\xff\xd8"], ids=["text", "png", "cut off"])
    async def test_what_is_no_jpeg_is_refused(self, world: World, gateway: httpx.AsyncClient, picture: bytes) -> None:
        robot = await world.robot_at()
        body = incident_of(robot).model_copy(update={"frames": (picture,)}).model_dump(mode="json")
        headers = {"Authorization": f"Bearer {await robot.client.session.sign_in()}"}

        response = await gateway.post(f"{PREFIX}/robot/incidents", json=body, headers=headers)

        assert (response.status_code, response.json()["code"]) == (422, "MalformedInput")

    async def test_five_pictures_of_two_megabytes_come_in_one_request_less_base64(
        self, world: World, terminal: MonitoringClient
    ) -> None:
        robot = await world.robot_at()
        large = PICTURE + bytes(1_600_000)

        reported = await robot.client.open_incident(incident_of(robot, *[large] * 5))

        incident = await terminal.incident(reported.id)
        assert await terminal.frame(reported.id, incident.frames[4].id) == large


class TestUpdating:
    async def test_it_goes_on_and_ends_with_the_highest_score(self, world: World, terminal: MonitoringClient) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)
        await robot.client.update_incident(incident_id, update_of(PICTURE, score=0.95))

        closed = await robot.client.update_incident(incident_id, closing_of(PICTURE, score=0.1))

        incident = await terminal.incident(incident_id)
        assert closed.state is incident.state is IncidentState.CLOSED
        assert (incident.score, incident.ended_at, len(incident.frames)) == (0.95, STARTED + timedelta(minutes=1), 2)
        assert [step.kind for step in incident.history] == ["opened", "updated", "closed"]
        assert (await terminal.incidents(state=IncidentState.OPEN)).total == 0
        assert (await terminal.incidents(state=IncidentState.CLOSED)).total == 1

    async def test_the_same_update_again_is_the_same_also_at_once(self, world: World, base_app: FastAPI) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)
        update = update_of(PICTURE)

        first, *others = await asyncio.gather(*(robot.client.update_incident(incident_id, update) for _ in range(5)))

        assert others == [first] * 4
        assert [await rows(base_app, table) for table in (IncidentStep, IncidentFrame)] == [2, 1]

    async def test_another_update_under_the_id_is_refused(self, world: World) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)
        update = update_of()
        await robot.client.update_incident(incident_id, update)

        with pytest.raises(IncidentDiffers):
            await robot.client.update_incident(incident_id, update.model_copy(update={"score": 0.2}))

    async def test_closing_it_once_more_alike_is_no_error_and_otherwise_one(
        self, world: World, terminal: MonitoringClient
    ) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)
        await robot.client.update_incident(incident_id, closing_of())

        await robot.client.update_incident(incident_id, closing_of(PICTURE))

        for contradiction in (closing_of(ended_at=STARTED + timedelta(hours=1)), update_of(PICTURE)):
            with pytest.raises(IncidentClosed):
                await robot.client.update_incident(incident_id, contradiction)
        assert len((await terminal.incident(incident_id)).frames) == 1  # of the one that was taken: nothing is lost

    async def test_without_an_end_it_ends_now(self, world: World, terminal: MonitoringClient) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)

        await robot.client.update_incident(incident_id, update_of(state="closed"))

        assert (await terminal.incident(incident_id)).ended_at is not None

    async def test_it_cant_end_before_it_began(self, world: World) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)

        with pytest.raises(MalformedInput):
            await robot.client.update_incident(incident_id, closing_of(ended_at=STARTED - timedelta(seconds=1)))

    async def test_anothers_incident_is_as_good_as_unknown(self, world: World) -> None:
        robot, other = await world.robot_at(), await world.robot_at()
        incident_id = await opened(robot)

        for who, which in ((other, incident_id), (robot, uuid4())):
            with pytest.raises(IncidentNotFound):
                await who.client.update_incident(which, update_of())

    async def test_pictures_are_not_kept_without_end(self, world: World) -> None:
        robot = await world.robot_at()
        incident_id = await opened(robot)
        for _ in range(MOST_FRAMES // 5):
            await robot.client.update_incident(incident_id, update_of(*[PICTURE] * 5))

        with pytest.raises(FramesFull):
            await robot.client.update_incident(incident_id, update_of(PICTURE))
        await robot.client.update_incident(incident_id, closing_of())


async def test_the_lists_are_the_newest_first_and_from_a_moment_on(world: World, terminal: MonitoringClient) -> None:
    robot = await world.robot_at()
    first, second = [await robot.client.open_incident(incident_of(robot)) for _ in range(2)]

    assert [incident.id for incident in (await terminal.incidents()).items] == [second.id, first.id]
    since = await terminal.incidents(since=second.opened_at)
    assert [incident.id for incident in since.items] == [second.id]
