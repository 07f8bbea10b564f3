"""Ticket validations by code, over HTTP, each check a different ticket."""

import statistics
from pathlib import Path

from standalone.bench.base_process import BaseProcess, base_process
from standalone.bench.figures import Report, percentile
from standalone.bench.load import Outcome, Plan, send
from standalone.bench.world import EnrolledRobot, add_robot, add_tickets, describe_trip, token_of, validation

CONNECTIONS = 16
WARM_UP = 400
CHECKS = 4_000
FEW, MANY = 100, 100_000
TURNS, CHECKS_PER_TURN = 5, 800
PATH = "/base_api/v1/robot/ticket_validation"


async def _check(base: BaseProcess, robot: EnrolledRobot, codes: list[str], folder: Path) -> Outcome:
    bodies = [validation(robot, code) for code in codes]
    token = await token_of(base.http, robot)
    outcome = await send(Plan("127.0.0.1", base.port, PATH, token, CONNECTIONS, bodies), folder)
    if outcome.accepted != len(codes):
        raise RuntimeError(f"{outcome.accepted} of {len(codes)} checks were accepted: {outcome.statuses}")
    return outcome


async def bench_validations(report: Report, folder: Path) -> None:
    async with base_process(folder) as base:
        await describe_trip(base.admin)
        robot = await add_robot(base.http, base.admin)
        await _check(base, robot, await add_tickets(base.database_url, WARM_UP), folder)

        codes = await add_tickets(base.database_url, CHECKS)
        names = ['dependency_seconds_total{dependency="postgres"}', 'dependency_seconds_total{dependency="redis"}']
        names += ["request_seconds_sum", "process_cpu_seconds_total"]
        before = [await base.metric(name) for name in names]
        outcome = await _check(base, robot, codes, folder)
        postgres, redis, whole, processor = [
            await base.metric(name) - was for name, was in zip(names, before, strict=True)
        ]

        note = f"1 process, {CONNECTIONS} connections, {CHECKS} tickets, fsync on; p50 "
        note += f"{percentile(outcome.latencies, 0.5) * 1000:.1f} ms, "
        note += f"p99 {percentile(outcome.latencies, 0.99) * 1000:.1f} ms"
        report.add("base.validations_per_second", CHECKS / outcome.seconds, "1/s", note)
        report.add(
            "base.validation_processor_ms", processor / CHECKS * 1000, "ms", "of the server's process, for one check"
        )
        report.add("base.validations_postgres_share", postgres / whole, "", "of the time between request and answer")
        report.add("base.validations_redis_share", redis / whole, "", "of the time between request and answer")


async def bench_slowdown(report: Report, folder: Path) -> None:
    """Two databases, one with few tickets and one with many, in turns: noise of the machine meets both alike."""
    async with base_process(folder / "few") as few, base_process(folder / "many") as many:
        seconds: dict[str, list[float]] = {"few": [], "many": []}
        robots: dict[str, EnrolledRobot] = {}
        for name, base in (("few", few), ("many", many)):
            await describe_trip(base.admin)
            robots[name] = await add_robot(base.http, base.admin)
            await _check(base, robots[name], await add_tickets(base.database_url, FEW), folder)
        await add_tickets(many.database_url, MANY)
        for _ in range(TURNS):
            for name, base in (("few", few), ("many", many)):
                codes = await add_tickets(base.database_url, CHECKS_PER_TURN)
                seconds[name].append((await _check(base, robots[name], codes, folder)).seconds)
    slowdown = statistics.median(slow / fast for slow, fast in zip(seconds["many"], seconds["few"], strict=True))
    note = f"median of {TURNS} turns of {CHECKS_PER_TURN} checks: {MANY:,} tickets more, against {FEW} and the checked"
    report.add("base.validations_slowdown_100k", slowdown, "x", note)
