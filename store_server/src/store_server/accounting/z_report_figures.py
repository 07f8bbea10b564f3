"""From sums to a report: nothing here is asked of the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import RowMapping as Row

from provodnik.contracts.accounting import Amount, EventType, PaidBy, SoldCategory, SoldItem, StockedItem, StockValue


def amount_of(rows: Iterable[Row], kind: EventType) -> Amount:
    """Of all methods of payment together."""
    found = [row for row in rows if row["kind"] == kind]
    return Amount(purchases=sum(row["purchases"] for row in found), penny=sum(row["penny"] for row in found))


def payments(rows: Sequence[Row]) -> list[PaidBy]:
    by_method: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_method[row["payment_method"]].append(row)
    return [_paid_by(method, of_method) for method, of_method in by_method.items()]


def _paid_by(method: str, rows: Sequence[Row]) -> PaidBy:
    gross, canceled, refunded, paid = (
        amount_of(rows, kind)
        for kind in (
            EventType.PURCHASE_PLACED,
            EventType.PURCHASE_CANCELED,
            EventType.PURCHASE_REFUNDED,
            EventType.PURCHASE_PAID,
        )
    )
    net = gross.penny - canceled.penny - refunded.penny
    return PaidBy(method=method, gross=gross, canceled=canceled, refunded=refunded, net_penny=net, paid=paid)


def sold_items(rows: Iterable[Row]) -> list[SoldItem]:
    return [SoldItem.model_validate({**row, "net_penny": row["sold_penny"] - row["returned_penny"]}) for row in rows]


def sold_categories(items: Iterable[SoldItem]) -> list[SoldCategory]:
    by_category: defaultdict[str | None, list[SoldItem]] = defaultdict(list)
    for item in items:
        by_category[item.category].append(item)
    return [
        SoldCategory(
            category=category,
            sold=sum(item.sold for item in within),
            sold_penny=sum(item.sold_penny for item in within),
            returned=sum(item.returned for item in within),
            returned_penny=sum(item.returned_penny for item in within),
            net_penny=sum(item.net_penny for item in within),
        )
        for category, within in by_category.items()
    ]


def stock_value(rows: Iterable[Row], before: StockValue | None) -> StockValue:
    """`before`: of the report before this one; None at the first, which begins with nothing."""
    opening = {item.item_id: item.closing for item in before.items} if before else {}
    items = [item for item in (_stocked(row, opening) for row in rows) if _counts(item)]
    closing_penny = sum(item.closing_penny for item in items)
    moved_penny = sum((item.closing - item.opening) * item.price_penny for item in items)
    opening_penny = before.closing_penny if before else 0
    return StockValue(
        opening_penny=opening_penny,
        moved_penny=moved_penny,
        revalued_penny=closing_penny - opening_penny - moved_penny,
        closing_penny=closing_penny,
        items=items,
    )


def _stocked(row: Row, opening: Mapping[UUID, int]) -> StockedItem:
    was = opening.get(row["item_id"], 0)
    closing = was + row["received"] - row["removed"] - row["sold"] + row["returned"]
    worth = {"opening": was, "closing": closing, "closing_penny": closing * row["price_penny"]}
    return StockedItem.model_validate({**row, **worth})


def _counts(item: StockedItem) -> bool:
    return any((item.opening, item.received, item.removed, item.sold, item.returned))
