from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import (
    LineRead,
    PaymentMethod,
    PurchaseNotFound,
    PurchaseRead,
    PurchaseStatus,
)
from provodnik.contracts.stores import Who, WhoKind
from provodnik.contracts.tasks import TaskState
from provodnik.server.pagination import page_of
from store_server.models import Purchase

_WHOLE = (selectinload(Purchase.items), joinedload(Purchase.task))


class PurchaseService:
    """Purchases, to be looked at. Anybody else's are as good as unknown."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, store_id: UUID, params: Params, since: datetime | None) -> Page[PurchaseRead]:
        """The newest first."""
        query = select(Purchase).where(Purchase.store_id == store_id)
        if since is not None:
            query = query.where(Purchase.created_at >= since)
        query = query.order_by(Purchase.created_at.desc(), Purchase.id).options(*_WHOLE)
        return await page_of(self._session, query, params, _read)

    async def of_store(self, store_id: UUID, purchase_id: UUID) -> PurchaseRead:
        return await self._one(select(Purchase).where(Purchase.id == purchase_id, Purchase.store_id == store_id))

    async def of_asker(self, asker_id: UUID, purchase_id: UUID) -> PurchaseRead:
        """Its own, by the purchase's id as the answer told it."""
        return await self._one(select(Purchase).where(Purchase.id == purchase_id, Purchase.asker_id == asker_id))

    async def _one(self, query: Select[Any]) -> PurchaseRead:
        query = query.options(*_WHOLE).execution_options(populate_existing=True)
        purchase = await self._session.scalar(query)
        if purchase is None:
            raise PurchaseNotFound
        return _read(purchase)


def _read(purchase: Purchase) -> PurchaseRead:
    return PurchaseRead(
        id=purchase.id,
        store_id=purchase.store_id,
        user_id=purchase.user_id,
        items=[
            LineRead(item_id=line.store_item_id, count=line.count, name=line.name, price_penny=line.price_penny)
            for line in purchase.items
        ],
        date=purchase.created_at,
        purchase_id=purchase.purchase_id,
        total_penny=purchase.total_penny,
        number=purchase.number,
        status=PurchaseStatus(purchase.status),
        status_reason=purchase.status_reason,
        status_at=purchase.status_at,
        payment_method=PaymentMethod(purchase.payment_method),
        paid_at=purchase.paid_at,
        task_id=purchase.task.id,
        task_state=TaskState(purchase.task.state),
        asker=Who(kind=WhoKind(purchase.asker_kind), id=purchase.asker_id, name=purchase.asker_name),
    )
