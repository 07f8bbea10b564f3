"""The rules of selling: whole or not at all, once for each id, and never more than there is."""

from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from provodnik.contracts.errors import Unavailable
from provodnik.contracts.purchases import (
    ItemRefused,
    PurchaseCreate,
    PurchaseDiffers,
    PurchaseMade,
    PurchaseRefused,
    WhyNot,
)
from provodnik.contracts.stores import StoreNotFound
from store_server.askers import Asker
from store_server.payment import Payments
from store_server.purchases.orders import Lacking, Order, Refused
from store_server.purchases.till import Till

# Each try loses only to the very same purchase's success, so a few are plenty.
_TRIES: Final = 3


class Selling:
    def __init__(self, till: Till, payments: Payments) -> None:
        self._till = till
        self._payments = payments

    async def make(self, store_id: UUID, asker: Asker, request: PurchaseCreate) -> PurchaseMade:
        """Raises PurchaseRefused, PurchaseDiffers, StoreNotFound."""
        order = Order.of(store_id, asker, request, self._payments.method)
        for _ in range(_TRIES):
            try:
                outcome = await self._till.sell(order)
            except IntegrityError:
                continue  # it was sold meanwhile: the next statement sees it
            if isinstance(outcome, PurchaseMade):
                return outcome
            # A refusal too: it may have waited for the stock that its own twin took.
            if made := await self._made_before(order):
                return made
            if isinstance(outcome, Refused):
                raise await self._refusal(order, outcome.lacking)
        raise Unavailable("the purchase is being made at this moment; ask once more")

    async def _made_before(self, order: Order) -> PurchaseMade | None:
        found = await self._till.sales.made(order)
        if found is None:
            return None
        made, content = found
        if content != order.content:
            raise PurchaseDiffers
        return made

    async def _refusal(self, order: Order, lacking: list[Lacking]) -> PurchaseRefused | StoreNotFound:
        strange = [line.item_id for line in lacking if line.balance is None]
        reasons = await self._till.sales.why_not(order.store_id, strange)
        if reasons is None:
            return StoreNotFound()
        refused = [
            ItemRefused(
                item_id=line.item_id,
                reason=reasons.get(line.item_id, WhyNot.SOLD_OUT),
                wanted=line.count,
                left=line.balance,
            )
            for line in lacking
        ]
        told = ", ".join(f"{item.item_id} ({item.reason})" for item in refused)
        return PurchaseRefused(f"not to be had: {told}", items=[item.model_dump(mode="json") for item in refused])
