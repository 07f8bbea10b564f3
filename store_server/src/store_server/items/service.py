from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.board import BoardEventKind
from provodnik.contracts.items import ItemCreate, ItemNotFound, ItemOffered, ItemRead, ItemUpdate, MovementReason
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreNotFound, Who
from provodnik.server.pagination import page_of
from store_server.askers import StoreAsker
from store_server.items.stock import StockService
from store_server.models import Store, StoreItem
from store_server.outbox import Outbox


class ItemService:
    """What a store sells. Of another store's items it says what it says of unknown ones."""

    def __init__(self, session: AsyncSession, stock: StockService, outbox: Outbox) -> None:
        self._session = session
        self._stock = stock
        self._outbox = outbox

    async def page(self, store_id: UUID, params: Params) -> Page[ItemRead]:
        """By category and name."""
        return await page_of(self._session, _of_store(store_id), params, ItemRead.model_validate)

    async def offered(self, store_id: UUID, params: Params, category: str | None) -> Page[ItemOffered]:
        query = _of_store(store_id)
        if category is not None:
            query = query.where(StoreItem.category == category)
        return await page_of(self._session, query, params, _offered)

    async def get(self, store_id: UUID, item_id: UUID) -> ItemRead:
        item = await self._session.scalar(_of_store(store_id).where(StoreItem.id == item_id))
        if item is None:
            raise ItemNotFound
        return ItemRead.model_validate(item)

    async def add(self, store_id: UUID, who: Who, request: ItemCreate) -> ItemRead:
        # Held, so that the store isn't deleted without it.
        store = select(Store.id).where(Store.id == store_id, Store.deleted_at.is_(None))
        if await self._session.scalar(store.with_for_update(read=True)) is None:
            raise StoreNotFound
        item = StoreItem(store_id=store_id, **request.model_dump())
        self._session.add(item)
        await self._session.flush()
        if request.balance:
            await self._stock.record(item, request.balance, MovementReason.INITIAL, who)
        else:
            await self._show(item)
        return ItemRead.model_validate(item)

    async def update(self, asker: StoreAsker, request: ItemUpdate) -> ItemRead:
        values = request.model_dump(exclude={"id"}, exclude_none=True)
        return ItemRead.model_validate(await self._change(asker.store_id, request.id, values))

    async def delete(self, asker: StoreAsker, item_id: UUID) -> None:
        """It is sold no more; what was sold of it, and its stock's history, stay."""
        await self._change(asker.store_id, item_id, {"deleted_at": func.now()})

    async def _change(self, store_id: UUID, item_id: UUID, values: dict[str, Any]) -> StoreItem:
        there = (StoreItem.id == item_id, StoreItem.store_id == store_id, StoreItem.deleted_at.is_(None))
        item = await self._session.scalar(update(StoreItem).where(*there).values(**values).returning(StoreItem))
        if item is None:
            raise ItemNotFound
        await self._show(item)
        return item

    async def _show(self, item: StoreItem) -> None:
        await self._outbox.show(BoardEventKind.ITEM_CHANGED, item.store_id, {"item_id": str(item.id)})


def _of_store(store_id: UUID) -> Select[StoreItem]:
    listed = select(StoreItem).where(StoreItem.store_id == store_id, StoreItem.deleted_at.is_(None))
    return listed.order_by(StoreItem.category, StoreItem.name, StoreItem.id)


def _offered(item: StoreItem) -> ItemOffered:
    return ItemOffered(**ItemRead.model_validate(item).model_dump(), in_stock=item.balance > 0)
