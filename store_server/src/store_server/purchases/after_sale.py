"""What becomes of a purchase after it was made: it is paid, canceled or refunded, each once.

Whoever changes a task does so before its purchase, and a purchase before its items: so no two wait for each other.
"""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.accounting import EventType
from provodnik.contracts.board import BoardEventKind
from provodnik.contracts.items import MovementReason
from provodnik.contracts.purchases import PurchaseNotFound, PurchaseNotRefundable, PurchaseStatus
from store_server.askers import Asker, StoreAsker, columns_of
from store_server.models import Purchase, PurchaseItem, StockMovement, StoreItem
from store_server.outbox import Outbox
from store_server.payment import Payments


class AfterSale:
    def __init__(self, session: AsyncSession, payments: Payments, outbox: Outbox) -> None:
        self._session = session
        self._payments = payments
        self._outbox = outbox

    async def pay(self, purchase_id: UUID) -> None:
        """With the hand-over of its task, which is the caller's."""
        purchase = await self._turn(purchase_id, PurchaseStatus.PLACED, PurchaseStatus.PAID, {"paid_at": func.now()})
        await self._payments.collect(purchase.id, purchase.total_penny)
        await self._account(EventType.PURCHASE_PAID, purchase, {})

    async def cancel(self, purchase_id: UUID, asker: Asker, reason: str | None) -> None:
        """With its task, which is the caller's; the stock is given back."""
        purchase = await self._turn(
            purchase_id, PurchaseStatus.PLACED, PurchaseStatus.CANCELED, {"status_reason": reason}
        )
        await self._give_back(purchase_id, MovementReason.CANCELLATION, asker)
        await self._account(EventType.PURCHASE_CANCELED, purchase, {"reason": reason})

    async def refund(self, asker: StoreAsker, purchase_id: UUID, reason: str) -> None:
        """The same refund again is done once. Raises PurchaseNotFound, PurchaseNotRefundable."""
        found = select(Purchase).where(Purchase.id == purchase_id, Purchase.store_id == asker.store_id)
        purchase = await self._session.scalar(found.with_for_update(key_share=True))
        if purchase is None:
            raise PurchaseNotFound
        if (purchase.status, purchase.status_reason) == (PurchaseStatus.REFUNDED, reason):
            return
        if purchase.status != PurchaseStatus.PAID:
            raise PurchaseNotRefundable(f"the purchase is {purchase.status}", status=purchase.status)
        purchase = await self._turn(
            purchase_id, PurchaseStatus.PAID, PurchaseStatus.REFUNDED, {"status_reason": reason}
        )
        await self._payments.pay_back(purchase.id, purchase.total_penny)
        await self._give_back(purchase_id, MovementReason.REFUND, asker)
        await self._account(EventType.PURCHASE_REFUNDED, purchase, {"reason": reason})
        told = {"purchase_id": str(purchase.id), "number": purchase.number}
        await self._outbox.show(BoardEventKind.PURCHASE_REFUNDED, purchase.store_id, told)

    async def _turn(
        self, purchase_id: UUID, was: PurchaseStatus, becomes: PurchaseStatus, values: dict[str, Any]
    ) -> Purchase:
        there = (Purchase.id == purchase_id, Purchase.status == was)
        turned = update(Purchase).where(*there).values(status=becomes, status_at=func.now(), **values)
        return (await self._session.scalars(turned.returning(Purchase))).one()

    async def _account(self, kind: EventType, purchase: Purchase, payload: dict[str, Any]) -> None:
        await self._outbox.account(kind, purchase.store_id, purchase_id=purchase.id, payload=payload)

    async def _give_back(self, purchase_id: UUID, reason: MovementReason, asker: Asker) -> None:
        lines = select(PurchaseItem.store_item_id, PurchaseItem.count).where(PurchaseItem.purchase_id == purchase_id)
        counts = dict((await self._session.execute(lines)).all())
        locked = select(StoreItem.id).where(StoreItem.id.in_(counts)).order_by(StoreItem.id)
        await self._session.execute(locked.with_for_update(key_share=True))
        line = lines.subquery()
        more = update(StoreItem).where(StoreItem.id == line.c.store_item_id)
        await self._session.execute(
            more.values(balance=StoreItem.balance + line.c.count),
            execution_options={"synchronize_session": False},
        )
        movements = [
            {
                "id": uuid4(),
                "store_item_id": item_id,
                "delta": count,
                "reason": reason,
                "purchase_id": purchase_id,
                **columns_of(asker.who()),
            }
            for item_id, count in counts.items()
        ]
        await self._session.execute(insert(StockMovement), movements)
