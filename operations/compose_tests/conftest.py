"""One Compose stack for all of these tests: it takes a minute to start. `make test-compose` runs them."""

from collections.abc import AsyncGenerator, Generator
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from base_server.testing.world import TRAIN, World
from operations.compose import Compose
from operations.lab import Lab, laboratory
from provodnik.clients.base_admin import BaseAdminClient

PATIENCE_SECONDS = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the images to be built."""
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE_SECONDS))


@pytest.fixture(scope="session")
def lab() -> Generator[Lab]:
    with laboratory() as started:
        yield started
    assert _left_by(started.compose) == []


@pytest.fixture
async def http(lab: Lab) -> AsyncGenerator[httpx.AsyncClient]:
    """Through the gateway, over TLS."""
    async with httpx.AsyncClient(base_url=lab.url, verify=lab.ssl(), timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture
def world(lab: Lab, http: httpx.AsyncClient) -> World:
    """With an engineer of its own: others were here before."""
    admin = BaseAdminClient(http, SecretStr(lab.secret("base_admin_token")))
    return World(admin, http, login=f"engineer-{uuid4().hex[:8]}")


@pytest.fixture
async def trip(world: World) -> None:
    """From Moscow by Tver to Petersburg, described once."""
    if not (await world.admin.trips(train_number=TRAIN)).items:
        await world.trip()


def _left_by(compose: Compose) -> list[str]:
    """What `down -v` forgot."""
    of_the_project = f"label=com.docker.compose.project={compose.project}"
    asked = (("ps", "--all"), ("volume", "ls"), ("network", "ls"))
    return [
        line for what in asked for line in compose.docker(*what, "--filter", of_the_project, "--quiet").decode().split()
    ]
