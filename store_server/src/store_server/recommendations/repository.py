"""What recommendations are made from, read in two statements at the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.items import ItemRead
from store_server.recommendations.suggesting import Sold
from store_server.recommendations.weights import OWN_HALF_LIFE, OWN_PURCHASES, growth, hour_weights

# Every item of the store with its counts; one row without an item where the store has none.
_ITEMS: Final = text("""
SELECT i.id, i.name, i.description, i.price_penny, i.logo_url, i.category, i.balance,
       coalesce(sold.whole, 0) AS whole, coalesce(sold.near, 0) AS near, coalesce(own.weight, 0) AS own
FROM stores s
LEFT JOIN store_items i ON i.store_id = s.id AND i.deleted_at IS NULL
LEFT JOIN LATERAL (
    SELECT sum(c.weight) AS whole, sum(c.weight * near.weight) AS near
    FROM item_hour_counts c
    LEFT JOIN unnest(CAST(:hours AS integer[]), CAST(:weights AS float8[])) AS near(hour, weight) USING (hour)
    WHERE c.store_item_id = i.id
) sold ON true
LEFT JOIN (
    SELECT line.store_item_id,
           sum(power(2, -date_part('epoch', CAST(:now AS timestamptz) - p.created_at) / :own_half_life)) AS weight
    FROM (
        SELECT id, created_at FROM purchases
        WHERE user_id = :user_id AND store_id = :store_id AND status IN ('placed', 'paid')
        ORDER BY created_at DESC LIMIT :most
    ) p
    JOIN purchase_items line ON line.purchase_id = p.id
    GROUP BY line.store_item_id
) own ON own.store_item_id = i.id
WHERE s.id = :store_id AND s.deleted_at IS NULL
""")

_BESIDE: Final = text("""
SELECT store_item_id, other_item_id, weight FROM item_pair_counts WHERE store_item_id = ANY(CAST(:basket AS uuid[]))
""")


@dataclass(frozen=True)
class Shelf:
    items: dict[UUID, ItemRead]
    sold: dict[UUID, Sold]


class SalesRepository:
    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine without transactions around its statements."""
        self._statements = statements

    async def shelf(self, store_id: UUID, user_id: UUID, now: datetime) -> Shelf | None:
        """None where there is no such store."""
        near = hour_weights(now.hour)
        values = {
            "store_id": store_id,
            "user_id": user_id,
            "now": now,
            "hours": list(near),
            "weights": list(near.values()),
            "own_half_life": OWN_HALF_LIFE.total_seconds(),
            "most": OWN_PURCHASES,
        }
        async with self._statements.connect() as connection:
            rows = (await connection.execute(_ITEMS, values)).all()
        if not rows:
            return None
        today = growth(now)
        there = [row for row in rows if row.id]
        return Shelf(
            {row.id: ItemRead.model_validate(row) for row in there},
            {row.id: Sold(row.whole / today, row.near / today, row.own) for row in there},
        )

    async def beside(self, basket: Sequence[UUID], now: datetime) -> dict[UUID, dict[UUID, float]]:
        """In how many purchases each item of the basket was with each other one."""
        found = {item: dict[UUID, float]() for item in basket}
        async with self._statements.connect() as connection:
            for item, other, weight in await connection.execute(_BESIDE, {"basket": list(found)}):
                found[item][other] = weight / growth(now)
        return found
