"""Fixtures: face_server on a real Chroma and a real Valkey, as many replicas as a test wants."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from face_server.config import FaceServerSettings
from face_server.engine.work import FaceWork
from face_server.faces.chroma import DATABASE
from face_server.main import create_face_server
from face_server.testing.stamped import StampedWork
from provodnik.clients.face import FaceClient
from provodnik.embedded.chroma import Chroma
from provodnik.server.application import running
from provodnik.server.redis_async import RedisSettings

SERVICE_TOKEN = SecretStr("the-service-token-of-base")
KEY = SecretStr("the-key-of-the-rotation")
PSEUDONYM_KEY = SecretStr("the-key-of-the-pseudonyms")

StartReplica = Callable[..., AbstractAsyncContextManager["Replica"]]


class Replica:
    """One face_server, over ASGI; a fault that is answered with 500 is answered, not raised."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient) -> None:
        self.app = app
        self.http = http
        self.faces = FaceClient(http, SERVICE_TOKEN)


@asynccontextmanager
async def start_replica(settings: FaceServerSettings, work: FaceWork | None = None) -> AsyncGenerator[Replica]:
    app = create_face_server(settings, work or StampedWork())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with running(app), httpx.AsyncClient(transport=transport, base_url="http://face") as http:
        yield Replica(app, http)


@pytest.fixture
def empty_chroma(chroma: Chroma) -> Chroma:
    """Without collections. The files of dropped ones may lie there still."""
    with httpx.Client(base_url=chroma.url() + DATABASE, trust_env=False) as http:
        for collection in http.get("/collections").raise_for_status().json():
            http.delete(f"/collections/{collection['name']}").raise_for_status()
    return chroma


@pytest.fixture
def face_settings(empty_chroma: Chroma, redis_url: str) -> FaceServerSettings:
    return FaceServerSettings(
        service_token=SERVICE_TOKEN,
        chroma_url=empty_chroma.url(),
        redis=RedisSettings(url=SecretStr(redis_url)),
        key=KEY,
        pseudonym_key=PSEUDONYM_KEY,
    )


@pytest.fixture
async def replica(face_settings: FaceServerSettings) -> AsyncGenerator[Replica]:
    async with start_replica(face_settings) as started:
        yield started
