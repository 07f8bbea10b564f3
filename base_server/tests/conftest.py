"""A real base_server on a real PostgreSQL and Valkey, driven over ASGI."""

from collections.abc import AsyncGenerator, Callable

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.server.application import running
from provodnik.server.database import DatabaseSettings
from provodnik.server.redis_async import RedisSettings

ADMIN_TOKEN = SecretStr("an-admin-token-of-the-tests")


@pytest.fixture
def settings(fresh_database: Callable[[Callable[[str], None]], str], redis_url: str) -> BaseServerSettings:
    return BaseServerSettings(
        database=DatabaseSettings(url=SecretStr(fresh_database(upgrade))),
        redis=RedisSettings(url=SecretStr(redis_url)),
        admin_token=ADMIN_TOKEN,
        admin_api="on",
    )


@pytest.fixture
async def app(settings: BaseServerSettings) -> AsyncGenerator[FastAPI]:
    async with running(create_base_server(settings)) as app:
        yield app


@pytest.fixture
async def gateway(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http:
        yield http


@pytest.fixture
def admin(gateway: httpx.AsyncClient) -> BaseAdminClient:
    return BaseAdminClient(gateway, ADMIN_TOKEN)
