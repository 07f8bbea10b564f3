"""A thousand buyers at once for fifty pieces, with lines named twice, answers lost, and a process that is killed."""

import asyncio
import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from provodnik.clients.errors import Unreachable
from provodnik.clients.signed_in import PersonSession
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.clients.transport import Transport
from provodnik.contracts.items import ItemRead
from provodnik.contracts.purchases import PurchaseMade, PurchaseRefused, RobotPurchaseCreate
from provodnik.testing.killed import KilledProcess
from store_server.config import StoreServerSettings
from store_server.testing.fixtures import ADMIN_TOKEN
from store_server.testing.shop import Shop, Shops, robot_purchase_of

BUYERS: Final = 1_000
AT_ONCE: Final = 64
PIECES: Final = 50
KILLED_AFTER: Final = 150


@pytest.fixture
def process(store_settings: StoreServerSettings) -> Generator[KilledProcess]:
    process = KilledProcess(
        "store_server",
        {
            "STORE_DATABASE__URL": store_settings.database.url.get_secret_value(),
            "STORE_REDIS__URL": store_settings.redis.url.get_secret_value(),
            "STORE_ADMIN_TOKEN": ADMIN_TOKEN.get_secret_value(),
        },
    )
    yield process
    process.kill()


@dataclass
class Rush:
    """Buyers who ask until they are answered, and one in five of them once more after that."""

    client: StoreRobotClient
    store_id: UUID
    answers: dict[UUID, PurchaseMade | PurchaseRefused] = field(default_factory=dict[UUID, Any])
    unanswered: int = 0
    back: asyncio.Event = field(default_factory=asyncio.Event)
    amid: asyncio.Event = field(default_factory=asyncio.Event)

    async def buyer(self, requests: list[RobotPurchaseCreate]) -> None:
        while requests:
            request = requests.pop()
            assert request.purchase_id
            self.answers[request.purchase_id] = answer = await self._answer(request)
            if isinstance(answer, PurchaseMade) and len(self.answers) % 5 == 0:
                assert await self._answer(request) == answer
            if len(self.answers) == KILLED_AFTER:
                self.amid.set()

    async def _answer(self, request: RobotPurchaseCreate) -> PurchaseMade | PurchaseRefused:
        while True:
            try:
                return await self.client.make_purchase(self.store_id, request)
            except PurchaseRefused as refused:
                return refused
            except Unreachable:
                self.unanswered += 1
                await self.back.wait()

    async def kill(self, process: KilledProcess) -> None:
        await self.amid.wait()
        self.back.clear()
        process.kill()
        process.start()
        await process.answers()
        self.back.set()

    def sold(self) -> list[PurchaseMade]:
        return [answer for answer in self.answers.values() if isinstance(answer, PurchaseMade)]


def wishes(items: list[ItemRead], chance: random.Random, count: int) -> list[RobotPurchaseCreate]:
    """One to three lines, some of which name the same item."""
    return [
        robot_purchase_of(*((chance.choice(items), chance.choice((1, 1, 1, 2))) for _ in range(chance.randint(1, 3))))
        for _ in range(count)
    ]


async def books(app: FastAPI, store_id: UUID) -> dict[str, Any]:
    """What the database says, in figures that have to agree with each other."""
    queries = {
        "purchases": "SELECT id FROM purchases WHERE store_id = :id ORDER BY id",
        "numbers": "SELECT number FROM purchases WHERE store_id = :id ORDER BY number",
        "tasks": "SELECT purchase_id FROM tasks WHERE store_id = :id ORDER BY purchase_id",
        "events": """SELECT purchase_id FROM accounting_events WHERE store_id = :id AND kind = 'purchase.placed'
                     ORDER BY purchase_id""",
        "shown": "SELECT place FROM store_events WHERE store_id = :id ORDER BY place",
        "balances": "SELECT id, balance FROM store_items WHERE store_id = :id ORDER BY id",
        "moved": """SELECT i.id, coalesce(sum(m.delta), 0)
                    FROM store_items i LEFT JOIN stock_movements m ON m.store_item_id = i.id
                    WHERE i.store_id = :id GROUP BY i.id ORDER BY i.id""",
        "totals": """SELECT p.id FROM purchases p JOIN purchase_items l ON l.purchase_id = p.id WHERE p.store_id = :id
                     GROUP BY p.id HAVING sum(l.count * l.price_penny) <> p.total_penny""",
        "lines": """SELECT l.store_item_id, sum(l.count) FROM purchases p JOIN purchase_items l ON l.purchase_id = p.id
                    WHERE p.store_id = :id GROUP BY 1 ORDER BY 1""",
    }
    async with app.state.statements.connect() as connection:
        found = {
            name: (await connection.execute(text(query), {"id": store_id})).all() for name, query in queries.items()
        }
    return {name: [row[0] if len(row) == 1 else tuple(row) for row in rows] for name, rows in found.items()}


async def assert_the_books_add_up(app: FastAPI, shop: Shop, sold: list[PurchaseMade], stock: dict[UUID, int]) -> None:
    """Everything acknowledged is there, once, with all that belongs to it, and the stock is what was not sold."""
    told = await books(app, shop.id)
    assert told["purchases"] == sorted(purchase.id for purchase in sold) == told["tasks"] == told["events"]
    assert told["numbers"] == list(range(1, len(sold) + 1))
    assert told["shown"] == list(range(1, len(told["shown"]) + 1))
    assert told["balances"] == told["moved"]
    assert told["totals"] == []
    taken = dict(told["lines"])
    assert {item: balance + taken.get(item, 0) for item, balance in told["balances"]} == stock


@pytest.mark.timeout(180)
async def test_a_thousand_buyers_get_fifty_pieces_though_the_server_is_killed(
    process: KilledProcess, store_app: FastAPI, shop: Shop
) -> None:
    tea = await shop.item(balance=PIECES)
    requests = [robot_purchase_of(*[(tea, 1)] * (2 if n % 4 == 0 else 1)) for n in range(BUYERS)]
    process.start()
    await process.answers()

    async def token() -> str:
        return shop.robot.token

    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=60, limits=limits) as http:
        rush = Rush(StoreRobotClient(PersonSession(Transport(http), token)), shop.id)
        await asyncio.gather(*(rush.buyer(requests) for _ in range(AT_ONCE)), rush.kill(process))

    assert len(rush.answers) == BUYERS
    assert rush.unanswered > 0, "nobody was asking when it was killed"
    assert sum(line.count for purchase in rush.sold() for line in purchase.items) == PIECES
    assert await shop.balance(tea) == 0
    await assert_the_books_add_up(store_app, shop, rush.sold(), {tea.id: PIECES})


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
async def test_in_any_small_form_nothing_is_sold_twice_and_nothing_is_lost(
    store_app: FastAPI, shops: Shops, seed: int
) -> None:
    """Over chances: which items there are, how many of each are wanted, and who asks twice at the same moment."""
    chance, shop = random.Random(seed), await shops.open()  # noqa: S311 - not for secrets
    items = [await shop.item(balance=chance.randint(0, 12)) for _ in range(chance.randint(1, 3))]
    requests = wishes(items, chance, 24)
    requests += requests[: chance.randint(0, 8)]
    chance.shuffle(requests)

    asked = (shop.robot.client.make_purchase(shop.id, request) for request in requests)
    answers = await asyncio.gather(*asked, return_exceptions=True)

    sold: dict[UUID | None, PurchaseMade] = {}
    for request, answer in zip(requests, answers, strict=True):
        assert isinstance(answer, PurchaseMade | PurchaseRefused), answer
        if isinstance(answer, PurchaseMade):
            assert sold.setdefault(request.purchase_id, answer) == answer
    stock = {item.id: item.balance for item in items}
    await assert_the_books_add_up(store_app, shop, list(sold.values()), stock)
