"""What becomes of what face_server answers, and of what it doesn't."""

import logging
from collections.abc import AsyncGenerator
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from base_server.face_api.faces import Faces, connect_face_server
from base_server.face_api.settings import FaceApiSettings
from base_server.testing.faces import CROWD, FACE_SETTINGS, NOBODY, FaceStandIn, face_of
from provodnik.contracts.faces import FacesUnavailable, NoFace, PoorImage, SeveralFaces

IMPATIENT = FACE_SETTINGS.model_copy(update={"answer_seconds": 0.05})


@pytest.fixture
def settings() -> FaceApiSettings:
    return IMPATIENT


@pytest.fixture
def spent() -> list[float]:
    return []


@pytest.fixture
async def faces(settings: FaceApiSettings, face_server: FaceStandIn, spent: list[float]) -> AsyncGenerator[Faces]:
    faces = connect_face_server(settings, spent.append, face_server)
    yield faces
    await faces.close()


async def test_a_face_is_whose_it_is_among_those_who_can_be_meant(faces: Faces) -> None:
    anna, boris = uuid4(), uuid4()
    await faces.enrol(anna, uuid4(), face_of("Anna"))

    assert await faces.who([face_of("Anna", 2)], [boris, anna]) == anna
    assert await faces.who([face_of("Anna", 2)], [boris]) is None
    assert await faces.who([face_of("Boris")], [boris, anna]) is None


@pytest.mark.parametrize(
    ("picture", "refusal"), [(NOBODY, NoFace), (CROWD, SeveralFaces), (b"a broken file", PoorImage)]
)
async def test_what_is_wrong_with_a_picture_is_passed_on(
    faces: Faces, picture: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await faces.who([picture], [])

    assert faces.answers


@pytest.mark.parametrize("fault", ["down", "hangs", "loses_answers", "overloaded"])
async def test_whatever_keeps_it_from_answering_is_faces_unavailable(
    faces: Faces, face_server: FaceStandIn, spent: list[float], fault: str
) -> None:
    await faces.probe()
    setattr(face_server, fault, True)

    with pytest.raises(FacesUnavailable):
        await faces.who([face_of("Anna")], [])

    assert not faces.answers
    assert len(spent) == 1
    setattr(face_server, fault, False)
    await faces.photographs(uuid4())
    assert faces.answers


async def test_a_wrong_token_is_between_the_services_and_no_robots_sign_in(
    face_server: FaceStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    settings = IMPATIENT.model_copy(update={"token": SecretStr("another-token-of-the-tests")})
    faces = connect_face_server(settings, lambda _: None, face_server)

    with pytest.raises(FacesUnavailable):
        await faces.who([face_of("Anna")], [])

    [said] = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert "BASE_FACE__TOKEN" in said
    assert "another-token" not in said
    await faces.close()


async def test_it_is_looked_at_again_and_again_without_anybody_asking(face_server: FaceStandIn) -> None:
    faces = connect_face_server(FACE_SETTINGS, lambda _: None, face_server)
    assert not faces.answers  # before anybody has looked

    await faces.probe()
    assert faces.answers
    face_server.down = True
    with pytest.raises(httpx.ConnectError):
        await faces.probe()
    assert not faces.answers
    await faces.close()
