"""base_server before a real face_server, on a real Chroma: what the stand-in promises elsewhere holds."""

from collections.abc import AsyncGenerator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from base_server.auth.lanes import SlowLanes
from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.face_api.settings import FaceApiSettings
from base_server.main import create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.people import Web
from base_server.testing.world import World
from base_server.users.face_outbox import FaceOutbox
from base_server.users.face_records import FaceRecords
from face_server.testing.replicas import SERVICE_TOKEN, Replica, empty_chroma, face_settings, replica
from face_server.testing.stamped import face
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.checks import Evidence, Reason, Verdict
from provodnik.contracts.faces import FaceBoarding, FaceSearch, FaceUnknown, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.passengers import OwnFaceWrite
from provodnik.contracts.users import FaceChange, Identification, UserCreate
from provodnik.embedded.issuer import Issuer
from provodnik.server.application import running
from provodnik.server.realm_keys import SignInSettings
from provodnik.testing.realm import REALM_URL, way_to

__all__ = ["empty_chroma", "face_settings", "replica"]


@pytest.fixture
async def app_with_faces(base_settings: BaseServerSettings, replica: Replica, realm: Issuer) -> AsyncGenerator[FastAPI]:
    face_api, sign_in = FaceApiSettings(url="http://face", token=SERVICE_TOKEN), SignInSettings(issuer=REALM_URL)
    settings = base_settings.model_copy(update={"face": face_api, "face_boarding": "on", "sign_in": sign_in})
    app = create_base_server(settings, Ways(httpx.ASGITransport(replica.app), way_to(realm)))
    app.state.slow_lanes = SlowLanes(seconds_between=0)
    async with running(app):
        yield app


@pytest.fixture
async def world_with_faces(app_with_faces: FastAPI) -> AsyncGenerator[World]:
    transport = httpx.ASGITransport(app_with_faces)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield World(BaseAdminClient(http, ADMIN_TOKEN), http)


async def test_a_passenger_enrols_boards_and_is_erased(world_with_faces: World, replica: Replica) -> None:
    world = world_with_faces
    ticket, robot = await world.ticket(face=face("Anna")), await world.robot_at()
    await world.admin.change_face(ticket.user_id, FaceChange(face=face("Anna", 1)))
    seen = Identification(images=tuple(face("Anna", take) for take in (2, 3, 4)))

    assert (await robot.client.me()).face_boarding is FaceBoarding.ON
    assert (await replica.faces.status(ticket.user_id)).photographs == 2
    assert (await world.admin.face(ticket.user_id)).photographs == 2
    assert (await robot.client.identify(seen)).id == ticket.user_id
    boarded = await robot.looks_at(*seen.images)
    assert (boarded.verdict, boarded.evidence) == (Verdict.ACCEPTED, Evidence.FACE)
    assert (await robot.looks_at(face("Boris"))).reason is Reason.UNKNOWN_FACE

    await world.admin.erase_face(ticket.user_id)

    assert (await replica.faces.status(ticket.user_id)).photographs == 0
    assert not (await world.admin.face(ticket.user_id)).erasure_pending
    with pytest.raises(FaceUnknown):
        await robot.client.identify(seen)


async def test_a_passenger_who_erases_themselves_is_found_by_nobody(
    world_with_faces: World, realm: Issuer, replica: Replica
) -> None:
    world, anna = world_with_faces, Web(world_with_faces.http, realm).passenger("Anna")
    me, robot = await anna.me(), await world.robot_at()
    await world.ticket(user_id=me.id)
    seen = Identification(images=tuple(face("Anna", take) for take in (2, 3, 4)))
    for take in range(2):
        await anna.enrol_face(OwnFaceWrite(face=face("Anna", take), consent=True))
    assert (await robot.client.identify(seen)).id == me.id

    await anna.erase()

    assert (await replica.faces.status(me.id)).photographs == 0
    found = await replica.faces.search(FaceSearch(images=seen.images, candidates=(me.id,)))
    assert (found.user_id, found.score) == (None, None)
    with pytest.raises(FaceUnknown):
        await robot.client.identify(seen)


async def test_its_refusals_are_told_to_staff_and_to_the_kiosk(world_with_faces: World) -> None:
    robot = await world_with_faces.robot_at()

    for picture, refusal, reason in (
        (b"nobody", NoFace, Reason.NO_FACE),
        (b"two people", SeveralFaces, Reason.SEVERAL_FACES),
        (b"a broken file", PoorImage, Reason.POOR_IMAGE),
    ):
        with pytest.raises(refusal):
            await world_with_faces.admin.add_user(UserCreate(name="Anna", face=picture))
        assert (await robot.looks_at(picture)).reason is reason
    assert (await world_with_faces.admin.users()).total == 0


async def test_a_photograph_whose_answer_was_lost_is_taken_back(
    world_with_faces: World, app_with_faces: FastAPI, replica: Replica
) -> None:
    anna = await world_with_faces.passenger(face("Anna"))
    outbox: FaceOutbox = app_with_faces.state.face_outbox
    photograph_id = uuid4()
    async with outbox.sessions() as session, session.begin():
        # As a base_server leaves it that is killed while face_server enrols.
        await FaceRecords(session).begin(photograph_id, anna, 0, new=False)
    await outbox.faces.enrol(anna, photograph_id, face("Anna", 1))
    assert (await replica.faces.status(anna)).photographs == 2

    await outbox.settle_due()

    assert (await replica.faces.status(anna)).photographs == 1
    assert (await world_with_faces.admin.face(anna)).photographs == 1
