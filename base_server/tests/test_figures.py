"""What /metrics tells of the database, the refusals and the connections."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from base_server.figures import WATCHED
from base_server.models import FaceChange
from base_server.testing.monitoring import Security, incident_of
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.issuer import Issuer
from provodnik.server.figures import Figures


async def _figures(app: FastAPI) -> dict[str, float]:
    registry = CollectorRegistry()
    await Figures(app.state.statements, registry, *WATCHED).refresh()
    return {sample.name: sample.value for family in registry.collect() for sample in family.samples}


async def test_what_is_open_and_what_waits_is_told(
    base_app: FastAPI, base_admin: BaseAdminClient, realm: Issuer
) -> None:
    assert await _figures(base_app) == {figure.name: 0 for figure in WATCHED}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(base_app), base_url="http://gateway") as http:
        world = World(base_admin, http)
        await world.trip()
        robot = await world.robot_at()
        seen, unseen = incident_of(robot), incident_of(robot)
        for incident in (seen, unseen):
            await robot.client.open_incident(incident)
        await Security(http, realm).terminal().acknowledge(seen.id)
    asked_at = datetime.now(UTC) - timedelta(minutes=5)
    async with base_app.state.sessions() as session, session.begin():
        session.add(FaceChange(id=uuid4(), kind="erase", user_id=uuid4(), asked_at=asked_at, due_at=asked_at))
    told = await _figures(base_app)
    assert (told["incidents_open"], told["incidents_unseen"]) == (2, 1)
    assert 300 <= told["face_outbox_oldest_seconds"] < 360


async def test_refusals_are_counted_by_their_reason(base_app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(base_app), base_url="http://gateway") as http:
        await http.get("/base_api/v1/users/me")
        await http.post("/base_api/v1/auth/robot/login", json={"id": "nobody"})
        await http.post("/base_api/v1/users/me/tickets", content=b"x" * 1_100_000)
        text = (await http.get("/metrics")).text
    refusals = {
        (sample.labels["route"], sample.labels["code"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "refusals_total"
    }
    assert refusals == {
        ("/base_api/v1/users/me", "NotSignedIn"): 1,
        ("/base_api/v1/auth/robot/login", "MalformedInput"): 1,
        ("unmatched", "TooLarge"): 1,
    }
    assert 'database_connections_in_use{pool="transactions"} 0.0' in text
