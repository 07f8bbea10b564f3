"""The whole stack: how long it takes to set up and to start, and its memory."""

import asyncio
import statistics
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from provodnik.clients.base_admin import BaseAdminClient
from standalone.bench import validations
from standalone.bench.command import RunningStack, running_stack
from standalone.bench.figures import Report
from standalone.bench.load import Plan, send
from standalone.bench.world import add_robot, add_tickets, describe_trip, token_of, validation

RESTARTS = 3
CHECKS = 400
_TO_RUN_JSON = "from `python -m standalone run` until run.json is there and everything answers (the kiosk begins then)"


def bench_stack(report: Report, folder: Path) -> None:
    with running_stack(folder) as stack:
        report.add(
            "start.first_seconds", stack.start_seconds, "s", f"{_TO_RUN_JSON}: databases made, debug data loaded"
        )
    seconds: list[float] = []
    for number in range(RESTARTS):
        with running_stack(folder) as stack:
            seconds.append(stack.start_seconds)
            if number == RESTARTS - 1:
                _measure_memory(report, stack, folder)
    note = f"{_TO_RUN_JSON}, on existing data; median of {RESTARTS}, {min(seconds):.1f} to {max(seconds):.1f} s"
    report.add("start.seconds", statistics.median(seconds), "s", note)


def _measure_memory(report: Report, stack: RunningStack, folder: Path) -> None:
    fresh = stack.memory_mb()
    asyncio.run(_keep_busy(stack, folder))
    note = f"PSS of supervisor, services and databases, no kiosk, after {CHECKS} checks ({fresh:.0f} before them)"
    report.add("standalone.memory_mb", stack.memory_mb(), "MB", note)


async def _keep_busy(stack: RunningStack, folder: Path) -> None:
    gateway = urlsplit(stack.run_file.gateway)
    if gateway.hostname is None or gateway.port is None:
        raise RuntimeError(f"run.json names the gateway {stack.run_file.gateway}, without an address or a port")
    async with httpx.AsyncClient(base_url=stack.run_file.gateway, timeout=30) as http:
        admin = BaseAdminClient(http, stack.run_file.admin_token)
        await describe_trip(admin)
        robot = await add_robot(http, admin)
        bodies = [validation(robot, code) for code in await add_tickets(stack.database_url, CHECKS)]
        token = await token_of(http, robot)
        plan = Plan(gateway.hostname, gateway.port, validations.PATH, token, validations.CONNECTIONS, bodies)
        outcome = await send(plan, folder)
    if outcome.accepted != CHECKS:
        raise RuntimeError(f"{outcome.accepted} of {CHECKS} checks were accepted: {outcome.statuses}")


def bench_setup(report: Report, folder: Path) -> None:  # noqa: ARG001 - as every benchmark; the set-up has been done
    """As scripts/setup.py took the time, when this environment was made."""
    noted = Path(sys.prefix) / "setup-seconds"
    if not noted.exists():
        report.leave_out("setup.seconds", f"{noted} is missing: scripts/setup.py did not make this environment")
        return
    seconds = float(noted.read_text(encoding="ascii"))
    report.add("setup.seconds", seconds, "s", "scripts/setup.py on a bare checkout, downloads included")
