"""A passenger's face and consent, as they change them themselves."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.main import PREFIX
from base_server.testing.faces import CROWD, NOBODY, FaceStandIn, face_of
from base_server.testing.people import Web, account_of
from base_server.testing.world import World
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FacesUnavailable, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.passengers import OwnFaceWrite
from provodnik.contracts.users import Identification
from provodnik.embedded.issuer import Issuer

Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]


def photograph(person: str = "Anna", number: int = 1) -> OwnFaceWrite:
    return OwnFaceWrite(face=face_of(person, number), consent=True)


@pytest.fixture
def rows(base_app: FastAPI) -> Rows:
    """What the database says."""

    async def rows(query: str) -> list[tuple[object, ...]]:
        async with base_app.state.sessions() as session:
            return [tuple(row) for row in await session.execute(text(query))]

    return rows


async def test_a_photograph_is_enrolled_with_the_passengers_own_consent(
    web: Web, face_server: FaceStandIn, rows: Rows
) -> None:
    anna = web.passenger()

    await anna.enrol_face(photograph())

    me = await anna.me()
    assert face_server.people_of(me.id) == ["Anna"]
    assert (me.face.enrolled, me.face.erasure_pending) == (True, False)
    assert me.face.consent_given_at is not None
    assert await rows("SELECT user_id, way, note, withdrawn_at FROM consents") == [(me.id, "passenger", None, None)]


async def test_it_boards(world: World, web: Web) -> None:
    anna = web.passenger()
    me = await anna.me()
    await world.ticket(user_id=me.id)
    robot = await world.robot_at()
    await anna.enrol_face(photograph())

    assert (await robot.client.identify(Identification(images=(face_of("Anna", 2),)))).id == me.id


@pytest.mark.parametrize("consent", [False, None, 1, "true"], ids=repr)
async def test_without_a_consent_nothing_is_taken(
    gateway: httpx.AsyncClient, realm: Issuer, face_server: FaceStandIn, rows: Rows, consent: object
) -> None:
    headers = {"Authorization": f"Bearer {realm.token(account_of('Anna'))}"}
    body = photograph().model_dump(mode="json") | {"consent": consent}

    response = await gateway.put(f"{PREFIX}/users/me/face", json=body, headers=headers)

    assert (response.status_code, response.json()["code"]) == (422, "MalformedInput")
    assert "consent" in response.json()["detail"]
    assert face_server.asked == []
    assert await rows("SELECT * FROM consents") == []


@pytest.mark.parametrize(
    ("picture", "refusal"),
    [(NOBODY, NoFace), (CROWD, SeveralFaces), (b"a broken file", PoorImage)],
    ids=["nobody", "a crowd", "no picture"],
)
async def test_a_picture_that_cant_be_used_changes_nothing(
    web: Web, rows: Rows, picture: bytes, refusal: type[DomainError]
) -> None:
    anna = web.passenger()

    with pytest.raises(refusal):
        await anna.enrol_face(OwnFaceWrite(face=picture, consent=True))

    assert not (await anna.me()).face.enrolled
    assert await rows("SELECT * FROM consents") == []


async def test_an_erased_face_is_gone_with_the_consent_and_the_record_says_who_asked(
    web: Web, face_server: FaceStandIn, rows: Rows, settled: Callable[[], Awaitable[None]]
) -> None:
    anna = web.passenger()
    await anna.enrol_face(photograph())
    await anna.enrol_face(photograph(number=2))

    await anna.erase_face()
    await settled()

    me = await anna.me()
    assert (me.face.enrolled, me.face.consent_given_at, face_server.people_of(me.id)) == (False, None, [])
    [record] = await rows("SELECT user_id, way, photographs, carried_out_at IS NOT NULL FROM face_erasures")
    assert record == (me.id, "passenger", 2, True)


async def test_while_face_server_is_away_an_erasure_is_acknowledged_and_pending(
    web: Web, face_server: FaceStandIn
) -> None:
    anna = web.passenger()
    await anna.enrol_face(photograph())
    face_server.down = True

    with pytest.raises(FacesUnavailable):
        await anna.enrol_face(photograph(number=2))
    await anna.erase_face()

    assert ((await anna.me()).face.enrolled, (await anna.me()).face.erasure_pending) == (False, True)
