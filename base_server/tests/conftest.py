"""What base_server's own tests need beyond the fixtures of base_server.testing."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import func, select

from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.models import FaceChange
from base_server.testing.people import Web
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.issuer import Issuer


@pytest.fixture
async def gateway(base_app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """Over ASGI; a fault that is answered with 500 is answered, not raised."""
    transport = httpx.ASGITransport(base_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield http


@pytest.fixture
def world(base_app: FastAPI, base_admin: BaseAdminClient, gateway: httpx.AsyncClient) -> Generator[World]:
    """Its passwords are hashed cheaply, and nobody waits in the slow lanes."""
    passwords = base_app.state.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    base_app.state.slow_lanes = SlowLanes(seconds_between=0)
    yield World(base_admin, gateway)
    passwords.close()


@pytest.fixture
def web(gateway: httpx.AsyncClient, realm: Issuer) -> Web:
    return Web(gateway, realm)


@pytest.fixture
def settled(base_app: FastAPI) -> Callable[[], Awaitable[None]]:
    """Waits until face_server has acknowledged everything: base_server's own outbox may have been at it first."""

    async def settled() -> None:
        async with asyncio.timeout(20):
            while await _waiting(base_app):  # noqa: ASYNC110 - a row that is gone raises no event
                await asyncio.sleep(0.02)

    return settled


async def _waiting(app: FastAPI) -> int:
    async with app.state.sessions() as session:
        return await session.scalar(select(func.count()).select_from(FaceChange))
