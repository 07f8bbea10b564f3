"""Fixtures on a real store_server, for the tests of every module that talks to one."""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Final

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from provodnik.clients.store_admin import StoreAdminClient
from provodnik.embedded.issuer import Issuer
from provodnik.server.application import running
from provodnik.server.database import DatabaseSettings
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.testing.http import served
from provodnik.testing.postgres import Databases, Migrate
from provodnik.testing.realm import REALM_URL, way_to
from store_server.config import StoreServerSettings
from store_server.main import create_store_server
from store_server.migrations import upgrade
from store_server.testing.shop import Shop, Shops

ADMIN_TOKEN: Final = SecretStr("an-admin-token-of-the-store-tests")


def _settings(database_url: str, redis_url: str) -> StoreServerSettings:
    return StoreServerSettings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url)),
        admin_token=ADMIN_TOKEN,
        admin_api="on",
        sign_in=SignInSettings(issuer=REALM_URL),
    )


@pytest.fixture
def store_settings(fresh_database: Callable[[Migrate], str], redis_url: str) -> StoreServerSettings:
    return _settings(fresh_database(upgrade), redis_url)


@pytest.fixture
async def store_app(store_settings: StoreServerSettings, realm: Issuer) -> AsyncGenerator[FastAPI]:
    async with running(create_store_server(store_settings, way_to(realm))) as app:
        yield app


@pytest.fixture
async def store_gateway(store_app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """Over ASGI; a fault that is answered with 500 is answered, not raised."""
    transport = httpx.ASGITransport(store_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield http


@pytest.fixture
def shops(store_app: FastAPI, store_gateway: httpx.AsyncClient, realm: Issuer) -> Shops:
    return Shops(StoreAdminClient(store_gateway, ADMIN_TOKEN), store_gateway, store_app.state.redis, realm)


@pytest.fixture
async def shop(shops: Shops) -> Shop:
    return await shops.open()


@pytest.fixture
def store_url(databases: Databases, redis_url: str, realm: Issuer) -> Generator[str]:
    """Behind a real port."""
    database = databases.make(upgrade)
    settings = _settings(databases.url(database), redis_url)
    with served(create_store_server(settings, way_to(realm))) as url:
        yield url
    databases.drop(database)
