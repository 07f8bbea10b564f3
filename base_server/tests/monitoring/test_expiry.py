"""What is kept no longer is shown no longer, and removed when nobody looks."""

import asyncio
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from base_server.models import FaceLookup, Incident, IncidentFrame, IncidentPerson, Sighting
from base_server.monitoring.expiry import Expiry
from base_server.testing.faces import FaceStandIn, evidence_of, face_of
from base_server.testing.monitoring import incident_of, look_up_all, rows, sighting_of
from base_server.testing.world import World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_incidents import FrameNotFound

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_picture_expires_with_whoever_was_found_on_it_and_its_incident_stays(
    world: World, base_app: FastAPI, terminal: MonitoringClient
) -> None:
    await world.ticket(face=face_of("Anna"))
    robot = await world.robot_at()
    incident_id = (await robot.client.open_incident(incident_of(robot, evidence_of("Anna")))).id
    await look_up_all(base_app)
    before = await terminal.incident(incident_id)
    assert (len(before.frames), len(before.people)) == (1, 1)

    async with base_app.state.sessions() as session, session.begin():
        await session.execute(update(IncidentFrame).values(expires_at=LONG_AGO))

    after = await terminal.incident(incident_id)
    assert (after.frames, after.people, after.history) == ([], [], before.history)
    with pytest.raises(FrameNotFound):
        await terminal.frame(incident_id, before.frames[0].id)
    await Expiry(base_app.state.sessions).sweep()
    assert [await rows(base_app, table) for table in (Incident, IncidentFrame, IncidentPerson)] == [1, 0, 0]


async def test_more_than_a_batch_goes_at_once_whoever_sweeps(
    world: World, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    face_server.down = True
    robot = await world.robot_at()
    incident = await robot.client.open_incident(incident_of(robot, evidence_of("Anna")))
    old = [
        IncidentFrame(incident_id=incident.id, image=b"?", lookup="pending", expires_at=LONG_AGO) for _ in range(450)
    ]
    async with base_app.state.sessions() as session, session.begin():
        session.add_all(old)
        await session.flush()
        session.add_all(FaceLookup(frame_id=frame.id) for frame in old)

    await asyncio.gather(*(Expiry(base_app.state.sessions).sweep() for _ in range(3)))

    assert [await rows(base_app, table) for table in (IncidentFrame, FaceLookup)] == [1, 1]


async def test_a_sighting_that_nobody_looked_up_is_forgotten(
    world: World, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    face_server.down = True
    robot = await world.robot_at()
    await robot.client.report_sighting(sighting_of(robot, evidence_of("Boris")))
    async with base_app.state.sessions() as session, session.begin():
        await session.execute(update(Sighting).values(created_at=LONG_AGO))

    await Expiry(base_app.state.sessions).sweep()

    assert [await rows(base_app, table) for table in (Sighting, FaceLookup)] == [0, 0]
