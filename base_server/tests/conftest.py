"""What base_server's own tests need beyond the fixtures of base_server.testing."""

from collections.abc import AsyncGenerator, Generator

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.testing_world import World
from provodnik.clients.base_admin import BaseAdminClient


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
