"""Monitoring for tests: operators at their terminals, and what robots report."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from base_server.models import FaceLookup, Incident
from base_server.models import MonitoringEvent as LoggedEvent
from base_server.monitoring.findings import Findings
from base_server.monitoring.lookups import FaceLookups
from base_server.monitoring.queue import Patience
from base_server.testing.people import account_of
from base_server.testing.world import PlacedRobot
from base_server.tickets.face_repository import FaceRepository
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_cameras import CameraWrite
from provodnik.contracts.monitoring_events import MonitoringEvent
from provodnik.contracts.monitoring_incidents import IncidentOpen, IncidentUpdate
from provodnik.contracts.monitoring_watchlist import EntryCreate, SightingReport
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Issuer

STARTED: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLGA: Final = "Ольга Дежурная"
_PATIENCE_SECONDS: Final = 30


@dataclass(frozen=True)
class Security:
    """`http`: to the server that trusts `realm`."""

    http: httpx.AsyncClient
    realm: Issuer

    def terminal(self, name: str = OLGA, seconds: float = 300) -> MonitoringClient:
        """Of an operator of their own; `seconds`: for how long each token holds."""
        account = account_of(name, Role.SECURITY)

        async def token() -> str:
            return self.realm.token(account, seconds)

        return MonitoringClient(self.http, token)


def camera_of(robot_id: UUID, **changes: Any) -> CameraWrite:
    return CameraWrite.model_validate({"robot_id": robot_id, "name": "Купе 1", "place": "вагон 5"} | changes)


def incident_of(robot: PlacedRobot, *frames: bytes, **changes: Any) -> IncidentOpen:
    values = {
        "id": uuid4(),
        "assignment_id": robot.assignment.id,
        "kind": "violence",
        "started_at": STARTED,
        "score": 0.8,
        "frames": frames,
    }
    return IncidentOpen.model_validate(values | changes)


def update_of(*frames: bytes, **changes: Any) -> IncidentUpdate:
    values = {"update_id": uuid4(), "state": "open", "score": 0.9, "frames": frames}
    return IncidentUpdate.model_validate(values | changes)


def closing_of(*frames: bytes, **changes: Any) -> IncidentUpdate:
    return update_of(*frames, **{"state": "closed", "ended_at": STARTED + timedelta(minutes=1)} | changes)


def entry_of(*images: bytes, **changes: Any) -> EntryCreate:
    expires_at = datetime.now(UTC) + timedelta(days=30)
    values = {"name": "В серой куртке", "reason": "розыск", "expires_at": expires_at, "images": images}
    return EntryCreate.model_validate(values | changes)


def sighting_of(robot: PlacedRobot, image: bytes, **changes: Any) -> SightingReport:
    values = {"id": uuid4(), "assignment_id": robot.assignment.id, "image": image, "seen_at": STARTED}
    return SightingReport.model_validate(values | changes)


def lookups_of(app: FastAPI, patience: Patience | None = None) -> FaceLookups:
    """As the app's own."""
    state = app.state
    findings = Findings(state.sessions, state.settings.evidence_days)
    zone = state.settings.default_time_zone
    candidates = FaceRepository(state.statements, zone)
    return FaceLookups(state.sessions, state.face_use.faces, candidates, findings, zone, patience or Patience())


async def look_up_all(app: FastAPI) -> None:
    """Also those that the app itself is at."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await rows(app, FaceLookup):
            await lookups_of(app).look_up_due()
            await asyncio.sleep(0.01)


async def rows(app: FastAPI, table: type[Any] = Incident) -> int:
    async with app.state.sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def told(app: FastAPI) -> list[MonitoringEvent]:
    """What happened so far, whether or not it has its place already."""
    async with app.state.sessions() as session:
        events = await session.scalars(select(LoggedEvent).order_by(LoggedEvent.id))
        return [MonitoringEvent(place=event.place or 0, kind=event.kind, data=event.data) for event in events]


class Watched:
    """What a terminal has been told so far."""

    def __init__(self, terminal: MonitoringClient, after: int | None) -> None:
        self.events: list[MonitoringEvent] = []
        self._more = asyncio.Event()
        self._watching = asyncio.create_task(self._watch(terminal, after))

    async def until(self, count: int) -> list[MonitoringEvent]:
        """Raises what the terminal's stream did."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while len(self.events) < count:
                self._more.clear()
                if self._watching.done():
                    self._watching.result()
                await self._more.wait()
        return self.events

    async def end(self) -> None:
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self, terminal: MonitoringClient, after: int | None) -> None:
        try:
            async for event in terminal.events(after):
                self.events.append(event)
                self._more.set()
        finally:
            self._more.set()


@asynccontextmanager
async def watching(terminal: MonitoringClient, after: int | None = 0) -> AsyncGenerator[Watched]:
    """From the first event on, so that nothing depends on when the terminal connected."""
    watched = Watched(terminal, after)
    try:
        yield watched
    finally:
        await watched.end()
