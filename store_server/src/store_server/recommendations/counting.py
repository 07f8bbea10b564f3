"""Counts new purchases into the tables that recommendations read, a little behind their making.

Several processes may do so at once: each store is counted by one of them at a time.
"""

import logging
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.background import Repeated
from store_server.recommendations.weights import LANDMARK, POPULAR_HALF_LIFE

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5
# A purchase is of the moment in which its statement began, and seen once that is committed. What is counted must be so
# old that no earlier one can follow: older than any statement becomes, and this much for the commit.
_COMMITTED_SECONDS: Final = 5
_MOST_AT_ONCE: Final = 5000

_NEW_STORES: Final = text("""
INSERT INTO counted_sales (store_id, until)
SELECT id, timestamptz '2000-01-01T00:00Z' FROM stores WHERE NOT EXISTS (SELECT FROM counted_sales WHERE store_id = id)
ON CONFLICT DO NOTHING
""")

_DUE: Final = text("""
SELECT store_id FROM counted_sales c
WHERE EXISTS (
    SELECT FROM purchases p
    WHERE p.store_id = c.store_id AND p.created_at > c.until AND p.created_at <= now() - CAST(:behind AS interval)
)
ORDER BY store_id
""")

_COUNT: Final = text("""
WITH mark AS MATERIALIZED (
    SELECT store_id, until FROM counted_sales WHERE store_id = :store_id FOR UPDATE SKIP LOCKED
), latest AS MATERIALIZED (
    SELECT max(created_at) AS until FROM (
        SELECT p.created_at FROM mark JOIN purchases p USING (store_id)
        WHERE p.created_at > mark.until AND p.created_at <= now() - CAST(:behind AS interval)
        ORDER BY p.created_at LIMIT :most
    ) next
), lines AS MATERIALIZED (
    SELECT p.id, line.store_item_id AS item_id, date_part('hour', p.created_at AT TIME ZONE 'UTC') AS hour,
           power(2, date_part('epoch', p.created_at - CAST(:landmark AS timestamptz)) / :half_life_seconds) AS weight
    FROM mark CROSS JOIN latest JOIN purchases p USING (store_id) JOIN purchase_items line ON line.purchase_id = p.id
    WHERE p.created_at > mark.until AND p.created_at <= latest.until
), hours AS (
    INSERT INTO item_hour_counts AS known (store_item_id, hour, weight)
    SELECT item_id, hour, sum(weight) FROM lines GROUP BY item_id, hour
    ON CONFLICT (store_item_id, hour) DO UPDATE SET weight = known.weight + excluded.weight
), pairs AS (
    INSERT INTO item_pair_counts AS known (store_item_id, other_item_id, weight)
    SELECT line.item_id, other.item_id, sum(line.weight)
    FROM lines line JOIN lines other ON other.id = line.id AND other.item_id <> line.item_id
    GROUP BY line.item_id, other.item_id
    ON CONFLICT (store_item_id, other_item_id) DO UPDATE SET weight = known.weight + excluded.weight
)
UPDATE counted_sales c SET until = latest.until FROM mark CROSS JOIN latest
WHERE c.store_id = mark.store_id AND latest.until IS NOT NULL
RETURNING c.store_id
""")


class SalesCounting:
    def __init__(self, statements: AsyncEngine, statement_seconds: float) -> None:
        """`statements`: an engine that commits every statement when it returns; no statement takes longer than that."""
        self._statements = statements
        self.behind = timedelta(seconds=statement_seconds + _COMMITTED_SECONDS)

    async def run(self) -> None:
        """Until cancelled."""
        await Repeated("sales to be counted", self.count_due, LOOK_SECONDS).run()

    async def count_due(self) -> None:
        """All purchases that are old enough, but for those of a store that another process is at."""
        async with self._statements.connect() as connection:
            await connection.execute(_NEW_STORES)
            progress = True
            while progress:
                due = (await connection.execute(_DUE, {"behind": self.behind})).scalars().all()
                counted = [await connection.scalar(_COUNT, self._values(store_id)) for store_id in due]
                progress = any(counted)

    def _values(self, store_id: UUID) -> dict[str, Any]:
        return {
            "store_id": store_id,
            "behind": self.behind,
            "most": _MOST_AT_ONCE,
            "landmark": LANDMARK,
            "half_life_seconds": POPULAR_HALF_LIFE.total_seconds(),
        }
