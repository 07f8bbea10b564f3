"""Fixtures on a real base_server, for the tests of every module that talks to one."""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Final

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.valkey import Valkey
from provodnik.server.application import running
from provodnik.server.database import DatabaseSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.testing.http import served
from provodnik.testing.postgres import Databases, Migrate

ADMIN_TOKEN: Final = SecretStr("an-admin-token-of-the-tests")


def _settings(database_url: str, redis_url: str) -> BaseServerSettings:
    return BaseServerSettings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url)),
        admin_token=ADMIN_TOKEN,
        admin_api="on",
    )


@pytest.fixture
def base_settings(fresh_database: Callable[[Migrate], str], redis_url: str) -> BaseServerSettings:
    return _settings(fresh_database(upgrade), redis_url)


@pytest.fixture
async def base_app(base_settings: BaseServerSettings) -> AsyncGenerator[FastAPI]:
    async with running(create_base_server(base_settings)) as app:
        yield app


@pytest.fixture
async def base_admin(base_app: FastAPI) -> AsyncGenerator[BaseAdminClient]:
    """Over ASGI."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(base_app), base_url="http://gateway") as http:
        yield BaseAdminClient(http, ADMIN_TOKEN)


@pytest.fixture(scope="session")
def _served_base(databases: Databases, valkey: Valkey) -> Generator[tuple[str, str]]:
    """Its address and its database. It starts once: starting and stopping take longer than most tests."""
    database = databases.make(upgrade)
    with served(create_base_server(_settings(databases.url(database), valkey.url()))) as url:
        yield url, database
    databases.drop(database)


@pytest.fixture
def base_url(_served_base: tuple[str, str], databases: Databases, redis_url: str) -> str:
    """Behind a real port, as empty as a new one."""
    del redis_url  # to ask for it empties the Redis
    url, database = _served_base
    databases.empty(database)
    return url
