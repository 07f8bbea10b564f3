from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreCreate, StoreList, StoreNotFound, StoreRead
from provodnik.server.pagination import page_of
from store_server.models import Store, StoreItem


class StoreService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, request: StoreCreate) -> StoreRead:
        store = Store(**request.model_dump())
        self._session.add(store)
        await self._session.flush()
        return StoreRead.model_validate(store)

    async def page(self, params: Params) -> Page[StoreRead]:
        """The oldest first."""
        return await page_of(self._session, _in_order(select(Store)), params, StoreRead.model_validate)

    async def ids(self, params: Params) -> Page[UUID]:
        return await page_of(self._session, _in_order(select(Store.id)), params, lambda row: row[0])

    async def get(self, store_id: UUID) -> StoreRead:
        store = await self._session.scalar(select(Store).where(Store.id == store_id, Store.deleted_at.is_(None)))
        if store is None:
            raise StoreNotFound
        return StoreRead.model_validate(store)

    async def among(self, ids: Sequence[UUID]) -> StoreList:
        """Those of them that are there, in their order."""
        found = await self._session.scalars(select(Store).where(Store.id.in_(ids), Store.deleted_at.is_(None)))
        by_id = {store.id: StoreRead.model_validate(store) for store in found}
        return StoreList(items=[by_id[store_id] for store_id in dict.fromkeys(ids) if store_id in by_id])

    async def delete(self, store_id: UUID) -> None:
        """Its items go with it, so nothing of it is sold any more; what was sold stays."""
        there = update(Store).where(Store.id == store_id, Store.deleted_at.is_(None)).values(deleted_at=func.now())
        if await self._session.scalar(there.returning(Store.id)) is None:
            raise StoreNotFound
        items = select(StoreItem.id).where(StoreItem.store_id == store_id, StoreItem.deleted_at.is_(None))
        locked = await self._session.scalars(items.order_by(StoreItem.id).with_for_update(key_share=True))
        gone = update(StoreItem).where(StoreItem.id.in_(locked.all())).values(deleted_at=func.now())
        await self._session.execute(gone)


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.where(Store.deleted_at.is_(None)).order_by(Store.created_at, Store.id)
