"""A store full of purchases, written straight into the tables: through the API it would take minutes."""

from uuid import UUID, uuid4

import asyncpg

ITEMS = 40

# Two items of each purchase, over sixty days; every passenger buys twenty times.
_FILL = """
INSERT INTO stores (id, name, description, logo_url, store_type)
    VALUES ('{store_id}', 'Буфет', 'Чай', '/static/a.svg', 'SHOP');
INSERT INTO store_items (id, store_id, name, description, balance, price_penny)
    SELECT gen_random_uuid(), '{store_id}', 'item ' || n, 'Чай', 1000, 100 * n FROM generate_series(1, {items}) n;
INSERT INTO purchases (id, store_id, user_id, asker_kind, asker_id, purchase_id, content, total_penny, status, day,
                       number, payment_method, created_at)
    SELECT gen_random_uuid(), '{store_id}', md5('passenger ' || n / 20)::uuid, 'robot', gen_random_uuid(),
           gen_random_uuid(), '', 200, 'placed', current_date, n, 'on_delivery',
           now() - interval '2 minutes' - n * interval '60 days' / {purchases}
    FROM generate_series(1, {purchases}) n;
INSERT INTO purchase_items (id, purchase_id, store_item_id, count, name, price_penny)
    SELECT gen_random_uuid(), p.id, i.id, 1, i.name, 100
    FROM purchases p
    JOIN (SELECT id, name, row_number() OVER (ORDER BY name) - 1 AS n FROM store_items WHERE store_id = '{store_id}') i
      ON i.n IN (p.number % {items}, (p.number / 7 + p.number % 11 + 1) % {items})
    WHERE p.store_id = '{store_id}';
INSERT INTO tasks (id, store_id, user_id, purchase_id, state, additional_data, created_at, ready_at)
    SELECT gen_random_uuid(), store_id, user_id, id, 'ready', '{{}}', created_at, created_at + interval '5 minutes'
    FROM purchases WHERE store_id = '{store_id}';
INSERT INTO stock_movements (id, store_item_id, delta, reason, purchase_id, who_kind, created_at)
    SELECT gen_random_uuid(), line.store_item_id, -line.count, 'purchase', p.id, 'robot', p.created_at
    FROM purchases p JOIN purchase_items line ON line.purchase_id = p.id WHERE p.store_id = '{store_id}';
ANALYZE;
"""


async def store_with(database_url: str, purchases: int) -> UUID:
    """Of a new store; its passengers are md5('passenger 0') and so on. The balances are not those of the movements."""
    store_id = uuid4()
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await connection.execute(_FILL.format(store_id=store_id, items=ITEMS, purchases=purchases))
    finally:
        await connection.close()
    return store_id
