"""Whatever happens to a store's stock, and in however many processes, a balance is the sum of its movements."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from provodnik.contracts.errors import Conflict
from provodnik.contracts.items import ItemRead, MovementCreate, StaffReason
from provodnik.contracts.purchases import PurchaseStatus, Refund
from provodnik.contracts.tasks import TaskRead, TaskState, TaskStepTo
from provodnik.embedded.issuer import Issuer
from provodnik.server.application import running
from provodnik.testing.realm import way_to
from store_server.config import StoreServerSettings
from store_server.main import create_store_server
from store_server.testing.shop import Shop, Shops, robot_purchase_of

STATUS_OF = {
    TaskState.HANDED_OVER: {PurchaseStatus.PAID, PurchaseStatus.REFUNDED},
    TaskState.CANCELED: {PurchaseStatus.CANCELED},
}


@pytest.fixture
async def other_process(store_settings: StoreServerSettings, shops: Shops, realm: Issuer) -> AsyncGenerator[Shops]:
    """The same database behind another store_server."""
    async with (
        running(create_store_server(store_settings, way_to(realm))) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http,
    ):
        yield Shops(shops.admin, http, shops.redis, realm)


class History:
    """Does what chance says, in one of two processes each time. What is refused has not happened."""

    def __init__(self, chance: random.Random, shops: list[Shop], items: list[ItemRead]) -> None:
        self._chance = chance
        self._shops = shops
        self._items = items
        self.happenings: list[Callable[[], Coroutine[Any, Any, None]]] = [self._buy, self._buy, self._step, self._step]
        self.happenings += [self._move, self._cancel, self._refund]

    async def happen(self) -> None:
        with suppress(Conflict):
            await self._chance.choice(self.happenings)()

    async def _buy(self) -> None:
        """The items in any order: the server's own order keeps two from waiting for each other."""
        items = self._chance.sample(self._items, self._chance.randint(1, len(self._items)))
        shop = self._chance.choice(self._shops)
        lines = [(item, self._chance.randint(1, 3)) for item in items]
        await shop.robot.client.make_purchase(shop.id, robot_purchase_of(*lines))

    async def _move(self) -> None:
        delta = self._chance.choice((-5, -1, 3, 8))
        movement = MovementCreate(movement_id=uuid4(), delta=delta, reason=StaffReason.CORRECTION)
        await self._staff.move_stock(self._chance.choice(self._items).id, movement)

    async def _step(self) -> None:
        if task := await self._some_task():
            await self._staff.take_step(task.id, self._chance.choice(list(TaskStepTo)))

    async def _cancel(self) -> None:
        if task := await self._some_task():
            await self._staff.cancel_purchase(task.purchase_id)

    async def _refund(self) -> None:
        for purchase in (await self._staff.purchases(size=100)).items:
            if purchase.status is PurchaseStatus.PAID:
                await self._staff.refund_purchase(purchase.id, Refund(reason="холодный"))
                return

    async def _some_task(self) -> TaskRead | None:
        tasks = (await self._staff.tasks(also_ready=True)).items
        return self._chance.choice(tasks) if tasks else None

    @property
    def _staff(self) -> Any:
        return self._chance.choice(self._shops).staff.client


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32 - 1))
async def test_after_any_history_the_books_add_up(
    store_app: FastAPI, shops: Shops, other_process: Shops, seed: int
) -> None:
    chance, here = random.Random(seed), await shops.open()  # noqa: S311 - not for secrets
    there = Shop(here.id, other_process.staff(here.id, "Пётр"), await other_process.robot())
    items = [await here.item(name=str(n), balance=chance.randint(0, 20)) for n in range(3)]
    history = History(chance, [here, there], items)

    async def one_after_another() -> None:
        for _ in range(6):
            await history.happen()

    await asyncio.gather(*(one_after_another() for _ in range(6)))

    async with store_app.state.statements.connect() as connection:
        off = await connection.execute(
            text("""
            SELECT i.id FROM store_items i LEFT JOIN stock_movements m ON m.store_item_id = i.id WHERE i.store_id = :id
            GROUP BY i.id HAVING i.balance <> coalesce(sum(m.delta), 0) OR i.balance < 0
            """),
            {"id": here.id},
        )
        assert off.all() == []
        unbalanced = await connection.execute(
            text("""
            SELECT p.id FROM purchases p JOIN stock_movements m ON m.purchase_id = p.id WHERE p.store_id = :id
            GROUP BY p.id HAVING (sum(m.delta) = 0) <> (p.status IN ('canceled', 'refunded'))
            """),
            {"id": here.id},
        )
        assert unbalanced.all() == []
    for purchase in (await here.staff.client.purchases(size=100)).items:
        assert purchase.status in STATUS_OF.get(purchase.task_state, {PurchaseStatus.PLACED})


async def test_the_same_purchase_at_once_in_two_processes_is_one_and_harms_no_other(
    shop: Shop, other_process: Shops
) -> None:
    """The second of them is refused by the database, with all that was to be sold together with it."""
    tea, cake = await shop.item(balance=100), await shop.item(balance=1)
    there = other_process.of_robot(shop.robot)
    twice = [robot_purchase_of((cake, 1)), *(robot_purchase_of((tea, 1)) for _ in range(9))]
    once = [robot_purchase_of((tea, 1)) for _ in range(10)]

    answers = await asyncio.gather(
        *(client.make_purchase(shop.id, request) for request in twice for client in (shop.robot.client, there)),
        *(shop.robot.client.make_purchase(shop.id, request) for request in once),
    )

    assert len({answer.id for answer in answers}) == len(twice) + len(once)
    assert (await shop.balance(tea), await shop.balance(cake)) == (100 - 9 - 10, 0)
