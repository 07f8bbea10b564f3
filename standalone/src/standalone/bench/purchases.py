"""Purchases of one item, over HTTP, and how soon a board hears of one."""

import asyncio
import json
import time
from contextlib import aclosing
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from provodnik.clients.signed_in import PersonSession
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.clients.transport import Transport
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.purchases import PurchaseCreate
from provodnik.contracts.stores import StoreCreate, StoreType
from provodnik.server.sessions import Device, DeviceKind
from standalone.bench.figures import Report, percentile
from standalone.bench.load import Plan, send
from standalone.bench.store_process import StoreProcess, store_process

CONNECTIONS: Final = 16
WARM_UP: Final = 300
PURCHASES: Final = 3_000
SEEN: Final = 100
_STORE: Final = StoreCreate(name="bench", description="bench", logo_url="/bench.svg", store_type=StoreType.SHOP)
_ITEM: Final = ItemCreate(name="bench", description="bench", price_penny=100, balance=1_000_000)


def _body(item: ItemRead) -> str:
    line = {"item_id": str(item.id), "count": 1}
    return json.dumps({"purchase_id": str(uuid4()), "user_id": str(uuid4()), "items": [line]})


async def _buy(store: StoreProcess, plan: Plan, folder: Path) -> tuple[float, list[float]]:
    outcome = await send(plan, folder)
    if outcome.statuses != {"201": len(plan.bodies)}:
        raise RuntimeError(f"not every one of {len(plan.bodies)} purchases of {store.url} was made: {outcome.statuses}")
    return outcome.seconds, outcome.latencies


async def bench_purchases(report: Report, folder: Path) -> None:
    async with store_process(folder) as store:
        store_id = (await store.admin.add_store(_STORE)).id
        item = await store.admin.add_item(store_id, _ITEM)
        path = f"/store_api/v1/robot/store/{store_id}/make_purchase"
        token = await store.robot()
        for count in (WARM_UP, PURCHASES):
            plan = Plan("127.0.0.1", store.port, path, token, CONNECTIONS, [_body(item) for _ in range(count)])
            before = await store.metric("process_cpu_seconds_total")
            seconds, latencies = await _buy(store, plan, folder)
            processor = await store.metric("process_cpu_seconds_total") - before
        note = f"of one item, 1 process, {CONNECTIONS} connections, {PURCHASES} purchases, fsync on; p50 "
        note += f"{percentile(latencies, 0.5) * 1000:.1f} ms, p99 {percentile(latencies, 0.99) * 1000:.1f} ms"
        report.add("store.purchases_per_second", PURCHASES / seconds, "1/s", note)
        note = "of the server's process, for one purchase"
        report.add("store.purchase_processor_ms", processor / PURCHASES * 1000, "ms", note)
        await _bench_board(report, store, store_id, item)


async def _bench_board(report: Report, store: StoreProcess, store_id: UUID, item: ItemRead) -> None:
    token = await store.signed_in(Device(DeviceKind.STORE, uuid4(), store_id))

    async def held() -> str:
        return token

    staff = StoreStaffClient(store.http, PersonSession(Transport(store.http), held))
    heard: asyncio.Queue[tuple[str | None, float]] = asyncio.Queue()

    async def watch() -> None:
        async with aclosing(staff.events(after=0)) as events:
            async for event in events:
                heard.put_nowait((event.data.get("purchase_id"), time.perf_counter()))

    async def heard_at(purchase_id: str | None) -> float:
        async with asyncio.timeout(10):
            while True:
                told, at = await heard.get()
                if told == purchase_id:
                    return at

    watching = asyncio.create_task(watch())
    try:
        await heard_at(None)  # the item that was added: the board is connected
        waits: list[float] = []
        for _ in range(SEEN):
            begun = time.perf_counter()
            made = await staff.make_purchase(PurchaseCreate.model_validate_json(_body(item)))
            waits.append(await heard_at(str(made.id)) - begun)
    finally:
        watching.cancel()
    note = f"from asking until a board has it, over HTTP, {SEEN} purchases; p95 {percentile(waits, 0.95) * 1000:.1f} ms"
    report.add("store.purchase_to_board_ms.p50", percentile(waits, 0.5) * 1000, "ms", note)
