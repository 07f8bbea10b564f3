"""What a webhook says of an event. All of it was copied when it happened, so it says the same however often it is sent.

Nothing of the passenger is in it.
"""

from typing import Any, Final

from sqlalchemy import RowMapping

from provodnik.contracts.accounting import AccountingEvent, EventStore, EventType, PurchaseData, StockData

_WITH_REASON: Final = {EventType.PURCHASE_CANCELED, EventType.PURCHASE_REFUNDED}


def body_of(row: RowMapping) -> str:
    """Of a row of EVENTS: the JSON that is signed and sent, to the letter. Raises ValueError where none can be made."""
    kind = EventType(row["kind"])
    store = EventStore(id=row["store_id"], name=row["store_name"])
    data = _stock(store, row["payload"]) if kind is EventType.STOCK_MOVED else _purchase(store, kind, row)
    return AccountingEvent(type=kind, timestamp=row["created_at"], id=row["id"], data=data).model_dump_json()


def _purchase(store: EventStore, kind: EventType, row: RowMapping) -> PurchaseData:
    return PurchaseData(
        store=store,
        purchase_id=row["purchase_id"],
        number=row["number"],
        placed_at=row["placed_at"],
        payment_method=row["payment_method"],
        lines=row["lines"],
        total_penny=row["total_penny"],
        reason=row["status_reason"] if kind in _WITH_REASON else None,
    )


def _stock(store: EventStore, payload: dict[str, Any]) -> StockData:
    return StockData.model_validate(payload | {"store": store})
