"""A store's board hears of what happens as it happens, in every process, and misses nothing."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from typing import Final

import httpx
import pytest
from fastapi import FastAPI

from provodnik.clients.signed_in import PersonSession
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.clients.transport import Transport
from provodnik.contracts.board import BoardEvent, BoardEventKind
from provodnik.contracts.purchases import Refund
from provodnik.contracts.tasks import TaskStepTo
from provodnik.embedded.issuer import Issuer
from provodnik.testing.http import served
from provodnik.testing.realm import way_to
from store_server.config import StoreServerSettings
from store_server.main import PREFIX, create_store_server
from store_server.outbox import Outbox
from store_server.testing.shop import Shop, Shops, robot_purchase_of

SECONDS: Final = 20


@pytest.fixture
def another_url(store_settings: StoreServerSettings, realm: Issuer) -> Generator[str]:
    """Another process of the same store_server, as far as anybody can see."""
    with served(create_store_server(store_settings, way_to(realm))) as url:
        yield url


def board(http: httpx.AsyncClient, token: str) -> StoreStaffClient:
    async def held() -> str:
        return token

    return StoreStaffClient(http, PersonSession(Transport(http), held))


async def heard(events: AsyncGenerator[BoardEvent], count: int) -> list[BoardEvent]:
    async with asyncio.timeout(SECONDS):
        return [await anext(events) for _ in range(count)]


async def test_everything_that_happens_is_heard_in_another_process(another_url: str, shop: Shop) -> None:
    tea = await shop.item()
    async with (
        httpx.AsyncClient(base_url=another_url, trust_env=False) as http,
        aclosing(board(http, shop.staff.token).events(after=0)) as events,
    ):
        [first] = await heard(events, 1)
        made = await shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1)))
        [created] = await heard(events, 1)
        for step in (TaskStepTo.READY, TaskStepTo.HANDED_OVER):
            await shop.staff.client.take_step(created.data["task_id"], step)
        await shop.staff.client.refund_purchase(made.id, Refund(reason="холодный"))
        later = await heard(events, 3)

    assert (first.kind, first.data) == (BoardEventKind.ITEM_CHANGED, {"item_id": str(tea.id)})
    assert (created.kind, created.data["purchase_id"], created.data["number"]) == (
        BoardEventKind.TASK_CREATED,
        str(made.id),
        made.number,
    )
    assert [event.kind for event in later] == [
        BoardEventKind.TASK_MOVED,
        BoardEventKind.TASK_MOVED,
        BoardEventKind.PURCHASE_REFUNDED,
    ]
    assert [event.place for event in (first, created, *later)] == [1, 2, 3, 4, 5]


async def test_a_board_hears_of_its_own_store_alone(another_url: str, shop: Shop, shops: Shops) -> None:
    other = await shops.open()
    async with (
        httpx.AsyncClient(base_url=another_url, trust_env=False) as http,
        aclosing(board(http, shop.staff.token).events(after=0)) as events,
    ):
        await other.item()
        tea = await shop.item()
        [only] = await heard(events, 1)

    assert only.data == {"item_id": str(tea.id)}


async def test_a_terminal_goes_on_behind_its_last_event(another_url: str, shop: Shop, shops: Shops) -> None:
    terminal = await shops.terminal(shop.id)
    tea = await shop.item(balance=100)
    async with httpx.AsyncClient(base_url=another_url, trust_env=False) as http:
        client = board(http, terminal.token)
        async with aclosing(client.events(after=0)) as events:
            before = await heard(events, 1)
        buying = (shop.robot.client.make_purchase(shop.id, robot_purchase_of((tea, 1))) for _ in range(30))
        await asyncio.gather(*buying)
        async with aclosing(client.events(after=before[-1].place)) as events:
            after = await heard(events, 30)

    assert [event.place for event in (*before, *after)] == list(range(1, 32))
    assert {event.kind for event in after} == {BoardEventKind.TASK_CREATED}


async def test_what_is_rolled_back_is_never_heard_and_leaves_no_gap(shop: Shop, store_app: FastAPI) -> None:
    await shop.item()
    async with store_app.state.sessions() as session:
        await Outbox(session).show(BoardEventKind.ITEM_CHANGED, shop.id, {})
        await session.rollback()
    await shop.item()

    log = store_app.state.boards.feed(shop.id).log
    assert [event.place for event in await log.after(0, 100)] == [1, 2]


async def test_without_redis_it_is_late_and_misses_nothing(another_url: str, shop: Shop, store_app: FastAPI) -> None:
    async with (
        httpx.AsyncClient(base_url=another_url, trust_env=False) as http,
        aclosing(board(http, shop.staff.token).events(after=0)) as events,
    ):
        await shop.item()
        await heard(events, 1)
        await store_app.state.redis.flushdb()  # the bell's memory is gone; people's tokens need no Redis
        await shop.item()
        [second] = await heard(events, 1)

    assert second.place == 2


async def test_a_stream_needs_a_token(store_gateway: httpx.AsyncClient) -> None:
    assert (await store_gateway.get(f"{PREFIX}/store/events")).status_code == 401
