"""Fixtures on a real base_server, for the tests of every module that talks to one."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.main import create_base_server
from base_server.migrations import upgrade
from base_server.testing.faces import FACE_SETTINGS, FaceStandIn
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.issuer import Issuer
from provodnik.embedded.valkey import Valkey
from provodnik.server.application import running
from provodnik.server.database import DatabaseSettings
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.testing.http import served
from provodnik.testing.postgres import Databases, Migrate
from provodnik.testing.realm import REALM_URL, way_to

ADMIN_TOKEN: Final = SecretStr("an-admin-token-of-the-tests")
CARD_KEY: Final = SecretStr("a-key-of-the-cards-of-the-tests")
_WITH_PEOPLE: Final = {"sign_in": SignInSettings(issuer=REALM_URL)}
_WITH_FACES: Final = {"face": FACE_SETTINGS, "face_boarding": "on"}


def _settings(database_url: str, redis_url: str) -> BaseServerSettings:
    return BaseServerSettings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url)),
        admin_token=ADMIN_TOKEN,
        admin_api="on",
        card_key=CARD_KEY,
    )


@pytest.fixture
def base_settings(fresh_database: Callable[[Migrate], str], redis_url: str) -> BaseServerSettings:
    return _settings(fresh_database(upgrade), redis_url)


@pytest.fixture
def face_server() -> FaceStandIn:
    """What `base_app` takes for face_server."""
    return FaceStandIn()


@pytest.fixture
async def base_app(
    base_settings: BaseServerSettings, face_server: FaceStandIn, realm: Issuer
) -> AsyncGenerator[FastAPI]:
    """With people, and with boarding by face."""
    settings = base_settings.model_copy(update=_WITH_PEOPLE | _WITH_FACES)
    async with running(create_base_server(settings, Ways(face_server, way_to(realm)))) as app:
        yield app


@pytest.fixture
async def base_admin(base_app: FastAPI) -> AsyncGenerator[BaseAdminClient]:
    """Over ASGI."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(base_app), base_url="http://gateway") as http:
        yield BaseAdminClient(http, ADMIN_TOKEN)


@dataclass(frozen=True)
class Served:
    url: str
    database: str


@contextmanager
def _served(databases: Databases, valkey: Valkey, ways: Ways) -> Generator[Served]:
    """It starts once: starting and stopping take longer than most tests."""
    database = databases.make(upgrade)
    settings = _settings(databases.url(database), valkey.url()).model_copy(update=_WITH_PEOPLE)
    if ways.to_faces:
        settings = settings.model_copy(update=_WITH_FACES)
    with served(create_base_server(settings, ways)) as url:
        yield Served(url, database)
    databases.drop(database)


@pytest.fixture(scope="session")
def _served_base(databases: Databases, valkey: Valkey, realm: Issuer) -> Generator[Served]:
    with _served(databases, valkey, Ways(to_realm=way_to(realm))) as base:
        yield base


@pytest.fixture(scope="session")
def _served_base_with_faces(databases: Databases, valkey: Valkey, realm: Issuer) -> Generator[Served]:
    with _served(databases, valkey, Ways(FaceStandIn(), way_to(realm))) as base:
        yield base


@pytest.fixture
def base_url(_served_base: Served, databases: Databases, redis_url: str) -> str:
    """Behind a real port, as empty as a new one."""
    return _emptied(_served_base, databases, redis_url)


@pytest.fixture
def base_url_with_faces(_served_base_with_faces: Served, databases: Databases, redis_url: str) -> str:
    """The same with boarding by face, before a stand-in for face_server (see testing_faces)."""
    return _emptied(_served_base_with_faces, databases, redis_url)


def _emptied(base: Served, databases: Databases, redis_url: str) -> str:
    del redis_url  # to ask for it empties the Redis
    databases.empty(base.database)
    return base.url
