"""The SQL of closing reports. What a report is made of: what was assigned to it, or what would be, if it closed now."""

from typing import Final

from sqlalchemy import TextClause, text

# One statement, so that the events and the movements of a purchase are seen together. In the order of writing, as the
# dispatcher locks events too.
ASSIGN: Final = text("""
WITH due AS (
    SELECT id FROM accounting_events
    WHERE store_id = :store_id AND report_id IS NULL AND created_at < :until
    ORDER BY seq FOR NO KEY UPDATE
), events AS (
    UPDATE accounting_events SET report_id = :report_id WHERE id IN (SELECT id FROM due)
)
UPDATE stock_movements movement SET report_id = :report_id
FROM store_items item
WHERE item.id = movement.store_item_id AND item.store_id = :store_id
  AND movement.report_id IS NULL AND movement.created_at < :until
""")

_AMOUNTS: Final = """
SELECT p.payment_method, event.kind, count(*) AS purchases, sum(p.total_penny)::bigint AS penny,
       min(p.created_at) AS first, max(p.created_at) AS last
FROM accounting_events event JOIN purchases p ON p.id = event.purchase_id
WHERE {events}
GROUP BY p.payment_method, event.kind ORDER BY p.payment_method, event.kind
"""

_BACK: Final = "event.kind IN ('purchase.canceled', 'purchase.refunded')"
_ITEMS: Final = f"""
SELECT item.id AS item_id, item.name, item.category,
       coalesce(sum(line.count) FILTER (WHERE NOT {_BACK}), 0) AS sold,
       coalesce(sum(line.count::bigint * line.price_penny) FILTER (WHERE NOT {_BACK}), 0)::bigint AS sold_penny,
       coalesce(sum(line.count) FILTER (WHERE {_BACK}), 0) AS returned,
       coalesce(sum(line.count::bigint * line.price_penny) FILTER (WHERE {_BACK}), 0)::bigint AS returned_penny
FROM accounting_events event
JOIN purchase_items line ON line.purchase_id = event.purchase_id
JOIN store_items item ON item.id = line.store_item_id
WHERE {{events}} AND event.kind <> 'purchase.paid'
GROUP BY item.id ORDER BY item.category, item.name, item.id
"""  # noqa: S608 - constants alone

_STOCK: Final = """
SELECT item.id AS item_id, item.name, item.price_penny,
       coalesce(sum(delta) FILTER (WHERE purchase_id IS NULL AND delta > 0), 0) AS received,
       coalesce(-sum(delta) FILTER (WHERE purchase_id IS NULL AND delta < 0), 0) AS removed,
       coalesce(-sum(delta) FILTER (WHERE reason = 'purchase'), 0) AS sold,
       coalesce(sum(delta) FILTER (WHERE reason IN ('cancellation', 'refund')), 0) AS returned
FROM store_items item LEFT JOIN stock_movements movement ON movement.store_item_id = item.id AND {movements}
WHERE item.store_id = :store_id
GROUP BY item.id ORDER BY item.name, item.id
"""


class Scope:
    """Which events and movements: the statements that take them in."""

    def __init__(self, events: str, movements: str) -> None:
        self.amounts: TextClause = text(_AMOUNTS.format(events=events))
        self.items: TextClause = text(_ITEMS.format(events=events))
        self.stock: TextClause = text(_STOCK.format(movements=movements))


ASSIGNED: Final = Scope("event.report_id = :report_id", "movement.report_id = :report_id")
UNASSIGNED: Final = Scope(
    "event.store_id = :store_id AND event.report_id IS NULL AND event.created_at < :until",
    "movement.report_id IS NULL AND movement.created_at < :until",
)
