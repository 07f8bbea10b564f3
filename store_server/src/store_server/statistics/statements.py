"""The SQL of the statistics. All of it reads a store's purchases of a span by the index on store and time."""

from typing import Final

from sqlalchemy import text

_SPAN: Final = """
    p.store_id = :store_id
    AND p.created_at >= CAST(:since AS timestamptz) AND p.created_at < CAST(:until AS timestamptz)
"""
_STANDS: Final = "p.status IN ('placed', 'paid')"
# What was ready as it was ordered kept nobody waiting.
_WAITS: Final = """
    avg(date_part('epoch', t.ready_at - t.created_at)) FILTER (WHERE t.ready_at > t.created_at) AS ready_seconds,
    avg(date_part('epoch', t.handed_over_at - t.ready_at)) AS handed_over_seconds
"""

# One row for each hour or day, and one without a start for all of them.
BY_TIME: Final = text(f"""
SELECT start,
       coalesce(sum(p.total_penny) FILTER (WHERE {_STANDS}), 0)::bigint AS revenue_penny,
       count(*) FILTER (WHERE {_STANDS}) AS purchases,
       coalesce(sum(units.count) FILTER (WHERE {_STANDS}), 0)::bigint AS units,
       count(*) FILTER (WHERE NOT {_STANDS}) AS taken_back,
       coalesce(sum(p.total_penny) FILTER (WHERE NOT {_STANDS}), 0)::bigint AS taken_back_penny,
       {_WAITS}
FROM purchases p
CROSS JOIN LATERAL (SELECT date_trunc(:unit, p.created_at, :zone) AS start) bucket
JOIN (
    SELECT line.purchase_id, sum(line.count) AS count
    FROM purchases p JOIN purchase_items line ON line.purchase_id = p.id
    WHERE {_SPAN}
    GROUP BY line.purchase_id
) units ON units.purchase_id = p.id
LEFT JOIN tasks t ON t.purchase_id = p.id
WHERE {_SPAN}
GROUP BY GROUPING SETS ((start), ())
""")  # noqa: S608 - constants alone

BY_ITEM: Final = text(f"""
SELECT line.store_item_id AS id, i.name,
       coalesce(sum(line.count * line.price_penny::bigint) FILTER (WHERE {_STANDS}), 0)::bigint AS revenue_penny,
       count(*) FILTER (WHERE {_STANDS}) AS purchases,
       coalesce(sum(line.count) FILTER (WHERE {_STANDS}), 0)::bigint AS units,
       count(*) FILTER (WHERE NOT {_STANDS}) AS taken_back,
       coalesce(sum(line.count * line.price_penny::bigint) FILTER (WHERE NOT {_STANDS}), 0)::bigint AS taken_back_penny,
       {_WAITS}
FROM purchases p
JOIN purchase_items line ON line.purchase_id = p.id
JOIN store_items i ON i.id = line.store_item_id
LEFT JOIN tasks t ON t.purchase_id = p.id
WHERE {_SPAN}
GROUP BY line.store_item_id, i.name
""")  # noqa: S608 - constants alone

# What was there after a movement is what is there now, less all that was moved since.
STOCK_OUTS: Final = text("""
SELECT id, name, date_trunc(:unit, moved.created_at, :zone) AS start, count(*) AS stock_outs
FROM (
    SELECT i.id, i.name, m.created_at, m.delta, i.balance - coalesce(sum(m.delta) OVER (
               PARTITION BY i.id ORDER BY m.created_at DESC, m.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ), 0) AS after
    FROM store_items i JOIN stock_movements m ON m.store_item_id = i.id
    WHERE i.store_id = :store_id AND m.created_at >= CAST(:since AS timestamptz)
) moved
WHERE after <= 0 AND after - delta > 0 AND moved.created_at < CAST(:until AS timestamptz)
GROUP BY id, name, start
""")

# How many of each item were sold in each hour of the local day, and over how many days.
DEMAND: Final = text(f"""
SELECT i.id, i.name, i.balance,
       date_part('hour', p.created_at AT TIME ZONE :zone)::integer AS hour,
       sum(line.count)::bigint AS units,
       greatest(date_part('epoch', CAST(:until AS timestamptz)
           - greatest(i.created_at, CAST(:since AS timestamptz))) / 86400, 1) AS days
FROM purchases p
JOIN purchase_items line ON line.purchase_id = p.id
JOIN store_items i ON i.id = line.store_item_id
WHERE {_SPAN} AND {_STANDS} AND i.deleted_at IS NULL
GROUP BY i.id, hour
""")  # noqa: S608 - constants alone
