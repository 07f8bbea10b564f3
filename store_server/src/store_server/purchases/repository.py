"""Selling, as statements that are transactions of their own."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.purchases import LineRead, PurchaseMade, WhyNot
from store_server.purchases.orders import AskAgain, Given, Lacking, Order, Outcome, Refused
from store_server.purchases.statements import MADE, SELL, STORE_SELLS, UNSOLD

_ROWS: Final = TypeAdapter(list[dict[str, Any]])
_LACKING: Final = TypeAdapter(list[Lacking])
_LINES: Final = TypeAdapter(list[LineRead])


class SaleRepository:
    def __init__(self, statements: AsyncEngine, zone: str, ring: Callable[[UUID, int], None]) -> None:
        """`statements`: an engine that commits every statement when it returns; `zone`: whose days numbers are of.

        `ring`: tells a store's board of the place of its last event.
        """
        self._statements = statements
        self._zone = zone
        self._ring = ring

    async def sell(self, store_id: UUID, orders: Sequence[Order]) -> list[Outcome]:
        """Orders of one store, in their order. Raises IntegrityError, and sells none, where one was sold meanwhile."""
        rows = [order.row(place) for place, order in enumerate(orders)]
        values = {"orders": _ROWS.dump_json(rows).decode(), "store_id": store_id, "zone": self._zone}
        async with self._statements.connect() as connection:
            found = (await connection.execute(SELL, values)).mappings().all()
        if found[0]["board_place"]:
            self._ring(store_id, found[0]["board_place"])
        return [_outcome(order, row) for order, row in zip(orders, found, strict=True)]

    async def made(self, order: Order) -> tuple[PurchaseMade, bytes] | None:
        """What is there under the order's own id already, and what it asked for."""
        values = {"asker_id": order.asker.id, "purchase_id": order.purchase_id}
        async with self._statements.connect() as connection:
            row = (await connection.execute(MADE, values)).mappings().one_or_none()
        if row is None:
            return None
        return PurchaseMade.model_validate({**row, "items": _LINES.validate_python(row["items"])}), row["content"]

    async def why_not(self, store_id: UUID, item_ids: Sequence[UUID]) -> dict[UUID, WhyNot] | None:
        """Why the store doesn't sell these items; None where there is no such store, or not any more."""
        async with self._statements.connect() as connection:
            if not (await connection.execute(STORE_SELLS, {"store_id": store_id})).scalar():
                return None
            known = (await connection.execute(UNSOLD, {"ids": list(item_ids)})).all()
        reasons = dict.fromkeys(item_ids, WhyNot.UNKNOWN)
        for item_id, of_store, deleted in known:
            # One that is neither was deleted, or there again, a moment ago.
            reasons[item_id] = WhyNot.DELETED if deleted or of_store == store_id else WhyNot.OTHER_STORE
        return reasons


def _outcome(order: Order, row: RowMapping) -> Outcome:
    if row["given"]:
        return Given()
    if row["refused"] is not None:
        lines = _LACKING.validate_python(row["refused"])
        return Refused([line for line in lines if line.balance is None or line.balance < line.count])
    if row["number"] is None:
        return AskAgain()
    return PurchaseMade(
        id=order.id,
        store_id=order.store_id,
        user_id=order.request.user_id,
        items=_LINES.validate_python(row["items"]),
        date=row["created_at"],
        purchase_id=order.purchase_id,
        total_penny=row["total_penny"],
        number=row["number"],
    )
