"""base_server as a process of its own: killed, and told to end, while terminals are connected."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import httpx
import pytest

from base_server.migrations import upgrade
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.monitoring import Security, watching
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.robots import HelpRequest
from provodnik.embedded.issuer import Issuer
from provodnik.embedded.ports import free_port
from provodnik.testing.http import served
from provodnik.testing.postgres import Migrate
from provodnik.testing.realm import REALM_URL

START_SECONDS = 30
# uvicorn would wait ten for what is under way.
LEAVE_SECONDS = 8


@pytest.fixture
def environment(fresh_database: Callable[[Migrate], str], redis_url: str, realm: Issuer) -> Generator[dict[str, str]]:
    with served(realm.app()) as realm_url:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASE_")}
        yield inherited | {
            "BASE_DATABASE__URL": fresh_database(upgrade),
            "BASE_REDIS__URL": redis_url,
            "BASE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
            "BASE_ADMIN_API": "on",
            "BASE_SIGN_IN__ISSUER": REALM_URL,
            "BASE_SIGN_IN__KEYS_URL": f"{realm_url}/protocol/openid-connect/certs",
            "BASE_LISTENING__HOST": "127.0.0.1",
        }


@contextmanager
def process(environment: dict[str, str], port: int) -> Generator[subprocess.Popen[bytes]]:
    """One that answers."""
    command = [sys.executable, "-m", "base_server"]
    started = subprocess.Popen(
        command, env={**environment, "BASE_LISTENING__PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield started
    finally:
        started.kill()
        started.wait()


@pytest.mark.timeout(120)
async def test_a_server_that_is_killed_costs_no_event(environment: dict[str, str], realm: Issuer) -> None:
    port, other = free_port(), free_port()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{other}", trust_env=False, timeout=30) as survivor,
    ):
        with process(environment, other), process(environment, port) as killed:
            robot = await World(BaseAdminClient(survivor, ADMIN_TOKEN), survivor).robot()
            async with watching(Security(http, realm).terminal()) as watched:
                for number in range(10):
                    await robot.call_help(HelpRequest(reason=str(number)))
                await watched.until(5)
                killed.kill()
                for number in range(10, 20):
                    await robot.call_help(HelpRequest(reason=str(number)))
                with process(environment, port):
                    events = await watched.until(20)

    assert [event.data["reason"] for event in events] == [str(number) for number in range(20)]
    assert [event.place for event in events] == [*range(1, 21)]


@pytest.mark.timeout(120)
async def test_an_open_stream_keeps_no_server_from_ending(environment: dict[str, str], realm: Issuer) -> None:
    port = free_port()
    with process(environment, port) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as http:
            robot = await World(BaseAdminClient(http, ADMIN_TOKEN), http).robot()
            async with watching(Security(http, realm).terminal()) as watched:
                await robot.call_help(HelpRequest(reason="?"))
                await watched.until(1)

                server.terminate()
                begun = time.monotonic()
                server.wait(START_SECONDS)

    assert server.returncode == -signal.SIGTERM  # raised again, once everything is closed
    assert time.monotonic() - begun < LEAVE_SECONDS
