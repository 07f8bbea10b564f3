"""One part after the other is killed under load, kept away, and started again."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from typing import Final

from operations.compose import Compose
from operations.lab import Lab
from standalone.faults.books import check_books
from standalone.faults.journal import Journal
from standalone.faults.load import Load
from standalone.faults.traffic import STOCK, Rates, Traffic

PARTS: Final = (
    "base_db", "store_db", "redis", "chroma", "face_server", "store_server", "base_server", "nginx", "keycloak",
)  # fmt: skip
CALM_SECONDS: Final = 8
STEADY_SECONDS: Final = 5
RECOVERY_SECONDS: Final = 15
_BACK_SECONDS: Final = 120
_SETTLE_SECONDS: Final = 40
_DRAIN_SECONDS: Final = 60


@dataclass(frozen=True)
class Round:
    part: str
    outcomes: dict[str, int]
    lost: int
    doubled: int
    unanswered: int
    skipped: int
    faults: dict[str, int]
    longest_seconds: float
    back_seconds: float
    """From its start until its own health check held."""
    recovered_seconds: float | None
    """From then until everything flowed again for good; None: not within the time that it was given."""
    remarks: list[str]
    generator_cpu: float
    memory_mb: dict[str, float]

    @property
    def holds(self) -> bool:
        return (
            not (self.lost or self.doubled or self.unanswered or self.faults)
            and self.recovered_seconds is not None
            and self.recovered_seconds <= RECOVERY_SECONDS
        )


async def play_round(traffic: Traffic, part: str, away_seconds: float, rates: Rates) -> Round:
    compose = traffic.lab.compose
    seconds = CALM_SECONDS + away_seconds + _BACK_SECONDS / 2 + STEADY_SECONDS
    # By face each robot needs those of its own wagon: more than enough.
    await traffic.more_tickets(round(rates.checks * seconds), round(2 * rates.faces * seconds))
    load = Load(traffic.flows(rates))
    cpu, begun = time.process_time(), time.monotonic()
    load.start()
    await asyncio.sleep(CALM_SECONDS)
    memory = await asyncio.to_thread(memory_mb, compose)
    killed = time.monotonic()
    await asyncio.to_thread(compose.kill, part)
    await asyncio.sleep(away_seconds)
    started = time.monotonic()
    await asyncio.to_thread(compose.start, part)
    await asyncio.to_thread(_until_healthy, compose, part)
    back = time.monotonic()
    kinds = {flow.kind for flow in load.flows}
    recovered = await _flowing(load.journal, back, kinds)
    cpu = (time.process_time() - cpu) / (time.monotonic() - begun)
    unanswered = await load.stop(_DRAIN_SECONDS)
    books = await asyncio.to_thread(check_books, compose, load.journal, traffic.item_id, STOCK)
    return Round(
        part=part,
        outcomes=dict(load.journal.outcomes()),
        lost=books.lost,
        doubled=books.doubled,
        unanswered=unanswered,
        skipped=load.journal.skipped,
        faults=dict(load.journal.faults((killed, back) if part == "nginx" else None)),
        longest_seconds=load.journal.longest(),
        back_seconds=back - started,
        recovered_seconds=None if recovered is None else max(0.0, recovered - back),
        remarks=books.remarks,
        generator_cpu=cpu,
        memory_mb=memory,
    )


async def _flowing(journal: Journal, back: float, kinds: set[str]) -> float | None:
    """When it did, once it has gone on so for some seconds."""
    deadline = back + _SETTLE_SECONDS
    while True:
        at = journal.recovered_at(back, kinds)
        if at is not None and time.monotonic() - at > STEADY_SECONDS:
            return at
        if time.monotonic() > deadline:
            return None
        await asyncio.sleep(0.25)


def start_up_seconds(compose: Compose, part: str) -> float:
    """Of one that no round is about: stopped and started again, with nothing to do."""
    compose.stop(part)
    began = time.monotonic()
    compose.start(part)
    _until_healthy(compose, part)
    return time.monotonic() - began


def _until_healthy(compose: Compose, part: str) -> None:
    deadline = time.monotonic() + _BACK_SECONDS
    while time.monotonic() < deadline:
        back = compose.containers(part)
        if back and all(one.state == "running" and one.health in {"healthy", ""} for one in back):
            return
        time.sleep(0.2)
    raise TimeoutError(f"{part} is not healthy after {_BACK_SECONDS} s")


def memory_mb(compose: Compose) -> dict[str, float]:
    """Of each container, as `docker stats` tells it: without the files that the kernel could drop at once."""
    running = [container for container in compose.containers() if container.state == "running"]
    # All at once: one after the other each would take two seconds.
    said = compose.docker("stats", "--no-stream", "--format", "{{json .}}", *(one.id for one in running))
    used = {row["Name"]: row["MemUsage"].partition(" / ")[0] for row in map(json.loads, said.splitlines())}
    return {one.service: _megabytes(used[one.name]) for one in running}


def _megabytes(text: str) -> float:
    units = {"GiB": 1073.74, "MiB": 1.048576, "KiB": 0.001024, "kB": 0.001, "B": 0.000001}
    unit = next(unit for unit in units if text.endswith(unit))
    return float(text.removesuffix(unit)) * units[unit]


async def play(
    lab: Lab, away_seconds: float, parts: tuple[str, ...] = PARTS, rates: Rates | None = None
) -> list[Round]:
    async with Traffic.http_for(lab) as http:
        traffic = await Traffic.prepare(lab, http)
        rounds: list[Round] = []
        for part in parts:
            rounds.append(await play_round(traffic, part, away_seconds, rates or Rates()))
            sys.stdout.write(f"{rounds[-1]}\n")
        return rounds
