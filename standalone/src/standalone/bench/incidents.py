"""From a robot's report of an incident, with a picture, to the event at a terminal: through the stack's gateway."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr

from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_events import EventKind, MonitoringEvent
from provodnik.contracts.monitoring_incidents import IncidentKind, IncidentOpen
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Issuer
from standalone.bench.command import running_stack
from standalone.bench.figures import Report, percentile
from standalone.bench.world import add_robot, describe_trip
from standalone.paths import Paths
from standalone.portraits import as_file, astronaut, before_camera, worn
from standalone.realm import account_of, realm_of
from standalone.stack_secrets import keep_secrets

WARM_UP: Final = 10
INCIDENTS: Final = 100
GOAL_MS: Final = 300
_PATIENCE_SECONDS: Final = 30


def bench_incidents(report: Report, folder: Path) -> None:
    with running_stack(folder) as stack:
        realm = realm_of(stack.run_file.gateway, keep_secrets(Paths(folder / "var")))
        asyncio.run(_measure(report, stack.run_file.gateway, stack.run_file.admin_token, realm))


async def _measure(report: Report, gateway: str, admin_token: SecretStr, realm: Issuer) -> None:
    operator = account_of(realm, Role.SECURITY, "bench")

    async def token() -> str:
        return realm.token(operator)

    async with httpx.AsyncClient(base_url=gateway, timeout=30) as http:
        admin = BaseAdminClient(http, admin_token)
        await describe_trip(admin)
        robot = await add_robot(http, admin)
        reporter = _Reporter(BaseRobotClient(http, robot.id, robot.key), robot.assignment_id)
        terminal = MonitoringClient(http, token)
        # Behind the first event, so that it is connected whenever that is.
        async with aclosing(terminal.events(after=0)) as events:
            seconds = [await reporter.seconds_to(events) for _ in range(WARM_UP + INCIDENTS)][WARM_UP:]
    sent = sum(map(len, reporter.frames)) / 1000
    note = f"{INCIDENTS} incidents with {sent:.0f} kB of pictures each, one after the other, "
    note += f"through the stack's gateway, while faces are looked for; goal {GOAL_MS}"
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        report.add(f"base.incident_to_terminal_ms.{name}", percentile(seconds, share) * 1000, "ms", note)


class _Reporter:
    def __init__(self, robot: BaseRobotClient, assignment_id: UUID) -> None:
        self.frames = (as_file(before_camera(worn(astronaut().seen, seed=7))),) * 2
        self._robot = robot
        self._assignment_id = assignment_id

    async def seconds_to(self, events: AsyncGenerator[MonitoringEvent]) -> float:
        """From sending the report to having the event; the robot's own answer is not waited for."""
        incident = IncidentOpen(
            id=uuid4(),
            assignment_id=self._assignment_id,
            kind=IncidentKind.VIOLENCE,
            started_at=datetime.now(UTC),
            score=0.9,
            frames=self.frames,
        )
        begun = time.perf_counter()
        answer = asyncio.create_task(self._robot.open_incident(incident))
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (event := await anext(events)).kind != EventKind.INCIDENT_OPENED or not _is(event, incident):
                pass
        seconds = time.perf_counter() - begun
        await answer
        return seconds


def _is(event: MonitoringEvent, incident: IncidentOpen) -> bool:
    return event.data["incident_id"] == str(incident.id)
