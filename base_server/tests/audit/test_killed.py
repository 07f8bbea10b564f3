"""`kill -9` of the server at work: what was under way can be seen, with an outcome that nobody knows."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.config import BaseServerSettings
from base_server.main import PREFIX
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import World, place_of
from provodnik.contracts.audit import AuditFilter
from provodnik.embedded.ports import free_port
from provodnik.server.database import create_engine

ASSIGN: Final = f"PUT {PREFIX}/admin/robots/{{robot_id}}/assignment"
UNDER_WAY: Final = text("SELECT count(*) FROM audit WHERE action = :action AND outcome IS NULL")


@dataclass(frozen=True)
class OwnProcess:
    """A base_server that may be killed, on the database of `base_app`."""

    process: asyncio.subprocess.Process
    http: httpx.AsyncClient

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


@pytest.fixture
async def own_process(base_settings: BaseServerSettings) -> AsyncGenerator[OwnProcess]:
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASE_")}
    settings = {
        "BASE_DATABASE__URL": base_settings.database.url.get_secret_value(),
        "BASE_REDIS__URL": base_settings.redis.url.get_secret_value(),
        "BASE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
        "BASE_ADMIN_API": "on",
        "BASE_LISTENING__HOST": "127.0.0.1",
        "BASE_LISTENING__PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "base_server", env=inherited | settings)
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=60
    ) as http:
        own = OwnProcess(process, http)
        while not await listens(own):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
        yield own
    if process.returncode is None:
        await own.kill()


async def listens(own: OwnProcess) -> bool:
    assert own.process.returncode is None
    try:
        return (await own.http.get("/health/live")).is_success
    except httpx.ConnectError:
        return False


async def test_a_call_that_was_under_way_has_a_row_without_an_outcome(
    base_settings: BaseServerSettings, world: World, own_process: OwnProcess
) -> None:
    """The work waits for a row that the test holds, so that it is under way for certain."""
    robot = await world.robot_at()
    engine = create_engine(base_settings.database)
    async with AsyncSession(engine) as holding, engine.connect() as looking:
        await holding.execute(text("SELECT id FROM robots FOR UPDATE"))
        body = place_of(wagon_number=9).model_dump(mode="json")
        call = asyncio.create_task(own_process.http.put(f"{PREFIX}/admin/robots/{robot.id}/assignment", json=body))
        while not call.done() and not await looking.scalar(UNDER_WAY, {"action": ASSIGN}):  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)
        await own_process.kill()
    with pytest.raises(httpx.TransportError):
        await call
    await engine.dispose()

    entries = (await world.admin.audit(wanted=AuditFilter(action=ASSIGN))).items
    assert [entry.outcome for entry in entries] == [None, 200]
    assert entries[0].targets == {"robot_id": str(robot.id)}
