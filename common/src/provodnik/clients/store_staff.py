"""What the staff of a store and its terminals ask of store_server, each for their own store."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

import httpx
from pydantic import BaseModel

from provodnik.clients.event_stream import EventSource
from provodnik.clients.signed_in import PersonSession, SignedIn
from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.board import BoardEvent
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.items import ItemCreate, ItemRead, ItemUpdate, MovementCreate, MovementRead, StockMoved
from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import Cancellation, PurchaseCreate, PurchaseMade, PurchaseRead, Refund
from provodnik.contracts.statistics import Statistics, StatisticsQuery
from provodnik.contracts.tasks import TaskDetails, TaskRead, TaskStepTo
from provodnik.contracts.wire import Ok

PREFIX = "/store_api/v1/store"


class StoreStaffClient:
    def __init__(self, http: httpx.AsyncClient, asker: SignedIn) -> None:
        """`http` has the gateway as its base URL. Every method raises NotSignedIn, RoleMissing, SignInUnavailable."""
        self._transport = Transport(http)
        self._asker = asker

    @classmethod
    def of_person(cls, http: httpx.AsyncClient, token: Callable[[], Awaitable[str]]) -> "StoreStaffClient":
        return cls(http, PersonSession(Transport(http), token))

    async def items(self, page: int = 1, size: int = 50) -> Page[ItemRead]:
        return await self._send(Page[ItemRead], "GET", "/items", params={"page": page, "size": size})

    async def item(self, item_id: UUID) -> ItemRead:
        """Raises ItemNotFound."""
        return await self._send(ItemRead, "GET", f"/item/{item_id}")

    async def add_item(self, item: ItemCreate) -> ItemRead:
        """Raises StoreNotFound."""
        return await self._send(ItemRead, "POST", "/item", item)

    async def update_item(self, item: ItemUpdate) -> ItemRead:
        """Raises ItemNotFound."""
        return await self._send(ItemRead, "PUT", "/item", item)

    async def delete_item(self, item_id: UUID) -> Ok:
        """Raises ItemNotFound."""
        return await self._send(Ok, "DELETE", f"/item/{item_id}")

    async def move_stock(self, item_id: UUID, movement: MovementCreate) -> StockMoved:
        """Unanswered, it is sent again. Raises ItemNotFound, NotEnoughStock, TooMuchStock, MovementDiffers."""
        return await self._send(StockMoved, "POST", f"/item/{item_id}/stock", movement)

    async def movements(self, item_id: UUID, page: int = 1, size: int = 50) -> Page[MovementRead]:
        """The newest first. Raises ItemNotFound."""
        params = {"page": page, "size": size}
        return await self._send(Page[MovementRead], "GET", f"/item/{item_id}/movements", params=params)

    async def make_purchase(self, purchase: PurchaseCreate) -> PurchaseMade:
        """Unanswered, it is sent again under its `purchase_id`. Raises PurchaseRefused, PurchaseDiffers."""
        return await self._send(PurchaseMade, "POST", "/purchase", purchase)

    async def purchases(self, page: int = 1, size: int = 50, since: datetime | None = None) -> Page[PurchaseRead]:
        """The newest first."""
        params: Params = {"page": page, "size": size} | ({"since": since.isoformat()} if since else {})
        return await self._send(Page[PurchaseRead], "GET", "/purchases", params=params)

    async def purchase(self, purchase_id: UUID) -> PurchaseRead:
        """Raises PurchaseNotFound."""
        return await self._send(PurchaseRead, "GET", f"/purchase/{purchase_id}")

    async def cancel_purchase(self, purchase_id: UUID, cancellation: Cancellation | None = None) -> PurchaseRead:
        """Raises PurchaseNotFound, TaskMoved."""
        return await self._send(PurchaseRead, "POST", f"/purchase/{purchase_id}/cancel", cancellation)

    async def refund_purchase(self, purchase_id: UUID, refund: Refund) -> PurchaseRead:
        """Raises PurchaseNotFound, PurchaseNotRefundable."""
        return await self._send(PurchaseRead, "POST", f"/purchase/{purchase_id}/refund", refund)

    async def statistics(self, query: StatisticsQuery) -> Statistics:
        params = query.model_dump(mode="json", by_alias=True)
        return await self._send(Statistics, "GET", "/statistics", params=params)

    async def tasks(self, page: int = 1, size: int = 50, *, also_ready: bool = False) -> Page[TaskRead]:
        """The oldest first."""
        params = {"page": page, "size": size, "also_ready_tasks": str(also_ready).lower()}
        return await self._send(Page[TaskRead], "GET", "/tasks", params=params)

    async def task(self, task_id: UUID) -> TaskDetails:
        """Raises TaskNotFound."""
        return await self._send(TaskDetails, "GET", f"/task/{task_id}")

    async def take_step(self, task_id: UUID, to: TaskStepTo) -> TaskRead:
        """Raises TaskNotFound, TaskMoved where somebody else was first."""
        return await self._send(TaskRead, "PUT", f"/task/{task_id}/{to}")

    async def events(self, after: int | None = None) -> AsyncGenerator[BoardEvent]:
        """For ever, from now on or behind the place `after`; a lost connection loses and doubles nothing.

        Where too much was missed one of the kind `reset` comes: the lists are to be loaded anew. Whoever leaves it
        early closes it (`contextlib.aclosing`).
        """
        source = EventSource(self._transport, f"{PREFIX}/events", self._asker.token)
        while True:
            try:
                async with aclosing(source.events(None if after is None else str(after))) as events:
                    async for event in events:
                        after = int(event.id)
                        yield BoardEvent(place=after, kind=event.name, data=json.loads(event.data))
            except NotSignedIn:
                await self._asker.sign_in()

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: BaseModel | None = None, *, params: Params | None = None
    ) -> Reply:
        return await self._asker.send(reply, method, PREFIX + path, body, params=params)
