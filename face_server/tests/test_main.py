from collections.abc import AsyncGenerator

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from face_server.config import FaceServerSettings
from face_server.main import create_face_server
from provodnik.embedded.chroma import Chroma
from provodnik.server.application import running

TOKEN = SecretStr("the-service-token-of-base")


async def client(chroma_url: str) -> AsyncGenerator[httpx.AsyncClient]:
    settings = FaceServerSettings(service_token=TOKEN, chroma_url=chroma_url)
    async with (
        running(create_face_server(settings)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://face") as http,
    ):
        yield http


@pytest.fixture
async def face(chroma: Chroma) -> AsyncGenerator[httpx.AsyncClient]:
    async for http in client(chroma.url()):
        yield http


async def test_it_is_ready_while_chroma_answers(face: httpx.AsyncClient) -> None:
    response = await face.get("/health/ready")

    assert (response.status_code, response.json()["dependencies"]) == (200, {"chroma": "up"})


async def test_it_names_chroma_when_that_is_down() -> None:
    async for face in client("http://127.0.0.1:1"):
        response = await face.get("/health/ready")

        assert (response.status_code, response.json()["dependencies"]) == (503, {"chroma": "down"})


async def test_its_api_is_empty_so_far(face: httpx.AsyncClient) -> None:
    assert (await face.get("/face_api/v1/openapi.json")).json()["paths"] == {}


def test_a_short_service_token_is_refused() -> None:
    with pytest.raises(ValidationError, match="openssl rand"):
        FaceServerSettings(service_token=SecretStr("short"), chroma_url="http://127.0.0.1:1")


# face_recognition_models reads its files through pkg_resources, which warns of its end: setuptools is capped for that.
@pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")
def test_the_wheels_of_the_engines_import() -> None:
    import dlib  # noqa: PLC0415 - the test is the import
    import face_recognition_models  # noqa: PLC0415 - needs setuptools below 81

    assert dlib.get_frontal_face_detector()
    assert face_recognition_models.pose_predictor_five_point_model_location().endswith(".dat")
