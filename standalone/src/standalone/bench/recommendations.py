"""How well store_server recommends on replayed histories, and how quickly with many purchases."""

import asyncio
import hashlib
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from debug_data.history import RESTAURANT, SHOP, sales_history
from provodnik.server.sessions import Device, DeviceKind
from standalone.bench.figures import Report
from standalone.bench.replay import Basket, Hits, Rate, Way, replay
from standalone.bench.store_process import StoreProcess, store_process
from store_server.testing.crowd import store_with

# The rules were chosen on the first history; that they hold is measured on the second.
CHOSEN_ON, HELD_OUT = 1, 2
DAYS, TRAVELLERS = 60, 40
EVERY: Final = 4
STORES: Final = {"shop": SHOP, "restaurant": RESTAURANT}
_FIGURES: Final = {
    Way.RECOMMENDED: "store.recommendation_hit_rate_4",
    Way.POPULAR: "store.popularity_hit_rate_4",
    Way.POPULAR_NOW: "store.popularity_at_the_hour_hit_rate_4",
}
_BASKETS: Final = {Basket.EMPTY: "", Basket.ONE: ".one_in_basket"}

FEW, MANY = 100, 100_000
REQUESTS = 300
_COUNTED_SECONDS: Final = 120


def bench_hit_rates(report: Report, folder: Path) -> None:  # noqa: ARG001 - as every benchmark
    chosen_on, held_out = ({name: _replayed(name, seed) for name in STORES} for seed in (CHOSEN_ON, HELD_OUT))
    alike = {name: _replayed(name, HELD_OUT, alike=True) for name in STORES}
    for basket, suffix in _BASKETS.items():
        for way, figure in _FIGURES.items():
            rates = {name: hits[basket].rate(way) for name, hits in held_out.items()}
            note = f"{basket}; " + ", ".join(f"{name} {_told(rate)}" for name, rate in rates.items())
            earlier = ", ".join(f"{hits[basket].rate(way).share:.3f}" for hits in chosen_on.values())
            note += f"; on the history that the rules were chosen on: {earlier}"
            if way is not Way.RECOMMENDED:
                note += f"; recommended ones gain {_gains(held_out, basket, way)}"
                note += f", and where all passengers are alike {_gains(alike, basket, way)}"
            report.add(f"{figure}{suffix}", statistics.mean(rate.share for rate in rates.values()), "", note)


def _replayed(name: str, seed: int, *, alike: bool = False) -> dict[Basket, Hits]:
    goods = STORES[name]
    return replay(goods, list(sales_history(goods, seed, DAYS, TRAVELLERS, alike=alike)), EVERY)


def _gains(found: Mapping[str, Mapping[Basket, Hits]], basket: Basket, over: Way) -> str:
    return ", ".join(_told(hits[basket].gain(over)) for hits in found.values())


def _told(rate: Rate) -> str:
    return f"{rate.share:.3f} ±{rate.margin:.3f}"


@dataclass
class _Asked:
    process: StoreProcess
    store_id: UUID
    robot: str
    basket: list[UUID]
    seconds: list[float] = field(default_factory=list[float])

    async def ask(self, turn: int) -> None:
        """For one of five passengers who bought before, every other time with an item in the basket."""
        passenger = UUID(hashlib.md5(f"passenger {turn % 5}".encode(), usedforsecurity=False).hexdigest())
        path = f"/store_api/v1/robot/store/{self.store_id}/user/{passenger}/recommendations"
        params = {"basket": [str(item_id) for item_id in self.basket[: turn % 2]]}
        began = time.perf_counter()
        response = await self.process.http.get(path, params=params, headers={"Authorization": f"Bearer {self.robot}"})
        self.seconds.append(time.perf_counter() - began)
        if len(response.raise_for_status().json()["items"]) != 4:  # noqa: PLR2004 - as many as are asked for
            raise RuntimeError(f"not four were recommended: {response.text}")


async def bench_many_purchases(report: Report, folder: Path) -> None:
    """Two databases, one with few purchases and one with many, in turns: noise of the machine meets both alike."""
    async with store_process(folder / "few") as process, store_process(folder / "many") as full:
        few, many = await _filled(process, FEW), await _filled(full, MANY)
        for turn in range(REQUESTS):
            for asked in (few, many):
                await asked.ask(turn)
        day, sixty = [statistics.median([await _statistics(many, days) for _ in range(7)]) * 1000 for days in (1, 60)]
    medians = [statistics.median(asked.seconds) * 1000 for asked in (few, many)]
    note = f"{MANY:,} purchases of a store against {FEW}; p50 of {REQUESTS} requests, one after the other: "
    note += f"{medians[1]:.1f} ms against {medians[0]:.1f} ms"
    report.add("store.recommendations_slowdown_100k", medians[1] / medians[0], "x", note)
    note = f"of a day, by item, where {MANY:,} purchases were made in sixty; of all sixty {sixty:.0f} ms"
    report.add("store.statistics_ms_100k", day, "ms", note)


async def _filled(process: StoreProcess, purchases: int) -> _Asked:
    store_id = await store_with(process.database_url, purchases)
    connection = await asyncpg.connect(process.database_url.replace("+asyncpg", ""))
    try:
        await _until_counted(connection)
        await connection.execute("VACUUM ANALYZE")
        item = await connection.fetchval("SELECT id FROM store_items ORDER BY name LIMIT 1")
    finally:
        await connection.close()
    return _Asked(process, store_id, await process.robot(), [item])


async def _until_counted(connection: asyncpg.Connection) -> None:
    """By the service, in the background."""
    async with asyncio.timeout(_COUNTED_SECONDS):
        while True:
            if await connection.fetchval("SELECT until = (SELECT max(created_at) FROM purchases) FROM counted_sales"):
                return
            await asyncio.sleep(0.1)


async def _statistics(asked: _Asked, days: int) -> float:
    """Seconds until they were there."""
    terminal = await asked.process.signed_in(Device(DeviceKind.STORE, uuid4(), asked.store_id))
    now = datetime.now(UTC)
    params = {"from": (now - timedelta(days=days)).isoformat(), "to": now.isoformat(), "by": "item"}
    began = time.perf_counter()
    response = await asked.process.http.get(
        "/store_api/v1/store/statistics", params=params, headers={"Authorization": f"Bearer {terminal}"}
    )
    seconds = time.perf_counter() - began
    if response.raise_for_status().json()["total"]["purchases"] < MANY * days / 60 * 0.9:
        raise RuntimeError(f"the purchases are not all told: {response.text}")
    return seconds
