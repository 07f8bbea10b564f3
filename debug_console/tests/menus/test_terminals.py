import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from base_server.testing.devices import EnrolledDevice, enrolled
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.server.sessions import DeviceKind

Console = Callable[..., Any]


async def _enrolled(url: str) -> EnrolledDevice:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        return await enrolled(World(BaseAdminClient(http, ADMIN_TOKEN), http), DeviceKind.STORE)


@pytest.fixture
def terminal(base_url: str) -> EnrolledDevice:
    return asyncio.run(_enrolled(base_url))


def test_a_terminal_is_listed_and_removed(console: Console, terminal: EnrolledDevice) -> None:
    [found] = console("terminals", "list", "--json").document["items"]
    listed = console("terminals", "list", "--all").out

    assert (UUID(found["id"]), UUID(found["store_id"])) == (terminal.id, terminal.store_id)
    assert all(word in listed for word in (str(terminal.id), str(terminal.store_id), "x25519"))

    assert console("terminals", "delete", terminal.id).out == f"The terminal {terminal.id} is removed.\n"
    ended = console("terminals", "delete", terminal.id, "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "StoreTerminalNotFound")


def test_terminals_are_listed_of_one_store(console: Console, terminal: EnrolledDevice) -> None:
    assert console("terminals", "list", "--store-id", terminal.store_id, "--json").document["total"] == 1
    assert console("terminals", "list", "--store-id", uuid4(), "--json").document["total"] == 0
