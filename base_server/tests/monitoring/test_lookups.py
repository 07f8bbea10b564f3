"""Who was there: looked for in the background, among those who may be looked for."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from base_server.models import FaceLookup, IncidentPerson
from base_server.monitoring.lookups import MOST_ATTEMPTS
from base_server.monitoring.queue import Patience
from base_server.testing.faces import CROWD, JPEG, NOBODY, FaceStandIn, evidence_of, face_of
from base_server.testing.monitoring import (
    STARTED,
    entry_of,
    incident_of,
    look_up_all,
    lookups_of,
    rows,
    told,
)
from base_server.testing.people import Web
from base_server.testing.world import PASSENGER, START, World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.faces import FacesUnavailable
from provodnik.contracts.monitoring_incidents import LookupState
from provodnik.contracts.passengers import OwnFaceWrite

AT_ONCE = Patience(first_seconds=0, longest_seconds=0)


async def looked_at(world: World, app: FastAPI, *frames: bytes) -> UUID:
    """The incident with these frames, once somebody has looked for the people on them."""
    robot = await world.robot_at()
    incident = await robot.client.open_incident(incident_of(robot, *frames))
    await look_up_all(app)
    return incident.id


async def test_a_passenger_of_the_trip_and_somebody_of_the_watchlist_are_found(
    world: World, terminal: MonitoringClient, base_app: FastAPI
) -> None:
    ticket = await world.ticket(face=face_of("Anna"))
    entry = await terminal.add_entry(entry_of(face_of("Boris")))

    incident_id = await looked_at(world, base_app, evidence_of("Anna", 2), evidence_of("Boris", 2), evidence_of("X"))

    incident = await terminal.incident(incident_id)
    assert {(person.user_id, person.entry_id, person.name) for person in incident.people} == {
        (ticket.user_id, None, PASSENGER),
        (None, entry.id, entry.name),
    }
    assert {frame.lookup for frame in incident.frames} == {LookupState.DONE}
    assert [(event.kind, event.data.get("people")) for event in await told(base_app)] == [
        ("incident.opened", None),
        ("incident.people", 1),
        ("incident.people", 1),
    ]


async def test_nobody_else_is_a_candidate(world: World, terminal: MonitoringClient, base_app: FastAPI) -> None:
    """Neither a passenger of another trip, nor one who consents no more, nor an entry that has expired."""
    await world.ticket(face=face_of("Anna"), date=START + timedelta(days=2), start_date=START + timedelta(days=2))
    withdrawn = await world.ticket(face=face_of("Boris"))
    await world.admin.erase_face(withdrawn.user_id)

    incident_id = await looked_at(world, base_app, evidence_of("Anna"), evidence_of("Boris"))

    assert (await terminal.incident(incident_id)).people == []
    assert [event.kind for event in await told(base_app)] == ["incident.opened"]


@pytest.mark.parametrize(
    ("picture", "state"),
    [(NOBODY, "no_face"), (CROWD, "several_faces"), (b"?", "poor_image")],
    ids=["nobody", "crowd", "unreadable"],
)
async def test_a_picture_that_tells_nothing_says_so(
    world: World, terminal: MonitoringClient, base_app: FastAPI, picture: bytes, state: str
) -> None:
    incident_id = await looked_at(world, base_app, JPEG + picture)

    assert [frame.lookup for frame in (await terminal.incident(incident_id)).frames] == [state]


async def test_the_alarm_waits_for_no_face_server(
    world: World, terminal: MonitoringClient, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    await world.ticket(face=face_of("Anna"))
    robot = await world.robot_at()
    face_server.down = True
    incident = await robot.client.open_incident(incident_of(robot, evidence_of("Anna")))
    lookups = lookups_of(base_app, AT_ONCE)
    with pytest.raises(FacesUnavailable):
        await lookups.look_up_due()
    assert [event.kind for event in await told(base_app)] == ["incident.opened"]
    assert (await terminal.incident(incident.id)).frames[0].lookup is LookupState.PENDING

    face_server.down = False
    await lookups.look_up_due()

    assert [event.kind for event in await told(base_app)] == ["incident.opened", "incident.people"]


async def test_what_face_server_never_answers_is_given_up(
    world: World, terminal: MonitoringClient, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    robot = await world.robot_at()
    face_server.down = True
    incident = await robot.client.open_incident(incident_of(robot, evidence_of("Anna")))

    for _ in range(MOST_ATTEMPTS):
        async with base_app.state.sessions() as session, session.begin():
            await session.execute(update(FaceLookup).values(due_at=STARTED - timedelta(days=9999)))
        with pytest.raises(FacesUnavailable):
            await lookups_of(base_app).look_up_due()

    assert await rows(base_app, FaceLookup) == 0
    assert (await terminal.incident(incident.id)).frames[0].lookup is LookupState.GIVEN_UP


async def test_several_processes_look_up_each_picture_once(
    world: World, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    await world.ticket(face=face_of("Anna"))
    robot = await world.robot_at()
    for _ in range(4):
        await robot.client.open_incident(incident_of(robot, *[evidence_of("Anna")] * 5))
    face_server.asked.clear()

    await asyncio.gather(*(lookups_of(base_app).look_up_due() for _ in range(4)))
    await look_up_all(base_app)

    assert face_server.asked.count("POST /search") == 20
    assert await rows(base_app, IncidentPerson) == 20


async def test_whoever_is_erased_while_face_server_is_asked_is_not_written_down(
    world: World, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    ticket = await world.ticket(face=face_of("Anna"))

    async def erased_meanwhile() -> None:
        if face_server.asked[-1] == "POST /search":
            face_server.on_answer = nothing
            await world.admin.delete_user(ticket.user_id)

    async def nothing() -> None:
        pass

    face_server.on_answer = erased_meanwhile
    await looked_at(world, base_app, evidence_of("Anna"))

    assert await rows(base_app, IncidentPerson) == 0


async def test_an_erasure_takes_them_off_the_incidents_and_they_can_read_before_that_they_were_on(
    world: World, web: Web, terminal: MonitoringClient, base_app: FastAPI
) -> None:
    anna = web.passenger("Анна")
    await anna.enrol_face(OwnFaceWrite(face=face_of("Anna"), consent=True))
    await world.ticket(user_id=(await anna.me()).id)
    incident_id = await looked_at(world, base_app, evidence_of("Anna"))
    [section] = (await anna.data()).sections["incidents"]
    assert (section["id"], section["kind"]) == (str(incident_id), "violence")

    await anna.erase()

    assert (await terminal.incident(incident_id)).people == []
    assert await rows(base_app, IncidentPerson) == 0
