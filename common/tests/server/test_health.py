import asyncio
import logging

import httpx
import pytest
from fastapi import FastAPI

from provodnik.server import health as health_module
from provodnik.server.health import Health


class Dependency:
    def __init__(self, *, up: bool = True) -> None:
        self.up = up

    async def __call__(self) -> None:
        if not self.up:
            raise ConnectionRefusedError("nobody\nthere")


async def asked(health: Health) -> httpx.Response:
    app = FastAPI()
    app.include_router(health.router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as http:
        assert (await http.get("/health/live")).json() == {"status": "OK"}
        return await http.get("/health/ready")


@pytest.mark.parametrize(
    ("own", "peer", "status", "states"),
    [
        (True, True, 200, {"database": "up", "store": "up"}),
        (True, False, 200, {"database": "up", "store": "degraded"}),
        (False, True, 503, {"database": "down", "store": "up"}),
        (False, False, 503, {"database": "down", "store": "degraded"}),
    ],
)
async def test_only_its_own_dependencies_make_a_service_unready(
    *, own: bool, peer: bool, status: int, states: dict[str, str]
) -> None:
    response = await asked(Health({"database": Dependency(up=own)}, {"store": Dependency(up=peer)}))

    assert (response.status_code, response.json()["dependencies"]) == (status, states)
    assert response.json()["status"] == ("ready" if own else "unready")


async def test_a_silent_dependency_is_down_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "PROBE_SECONDS", 0.01)

    async def silent() -> None:
        await asyncio.Event().wait()

    readiness = await Health({"database": silent, "redis": Dependency()}).readiness()

    assert readiness.dependencies == {"database": "down", "redis": "up"}


async def test_it_is_logged_once_when_lost_and_once_when_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    database = Dependency(up=False)
    health = Health({"database": database}, hints={"database": "see BASE_DATABASE__URL"})

    for up in (False, False, True, True, False):
        database.up = up
        await health.readiness()

    lost = "database is down (ConnectionRefusedError: nobody there): see BASE_DATABASE__URL"
    assert [record.message for record in caplog.records] == [lost, "database is back", lost]
