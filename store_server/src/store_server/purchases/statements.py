"""The SQL of selling: one statement takes the stock, and writes everything that a purchase leaves behind."""

from typing import Final

from sqlalchemy import text

# Several purchases of one store, in the order `n`. What is sent again is given as it was. Each of the others is sold
# whole, if there is enough for it after all that come before it; refused, if there is not enough for it alone; or left
# to be asked again. The first that is neither given nor refused is always sold.
#
# The items are locked in the order of their ids, then the day's numbers, then the board: so no two statements wait for
# each other, and what is read of the items is what is taken from.
SELL: Final = text("""
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:orders AS jsonb)) AS o(
        n integer, id uuid, store_id uuid, asker_kind text, asker_id uuid, asker_name text, purchase_id uuid,
        user_id uuid, content text, payment_method text, state text, additional_data jsonb,
        train_number integer, start_date timestamptz, items jsonb)
), given AS MATERIALIZED (
    SELECT asked.n, p.id FROM asked
    JOIN purchases p ON p.asker_id = asked.asker_id AND p.purchase_id = asked.purchase_id
), wanted AS MATERIALIZED (
    SELECT asked.n, line.item_id, line.count
    FROM asked CROSS JOIN LATERAL jsonb_to_recordset(asked.items) AS line(item_id uuid, count integer)
    WHERE asked.n NOT IN (SELECT n FROM given)
), locked AS MATERIALIZED (
    SELECT i.id, i.name, i.price_penny, i.balance FROM store_items i
    WHERE i.id IN (SELECT item_id FROM wanted) AND i.store_id = :store_id AND i.deleted_at IS NULL
    ORDER BY i.id
    FOR NO KEY UPDATE OF i
), fits AS MATERIALIZED (
    SELECT n, bool_and(coalesce(with_earlier <= balance, false)) AS whole,
           bool_or(coalesce(count > balance, true)) AS never,
           jsonb_agg(jsonb_build_object('item_id', item_id, 'count', count, 'balance', balance)) AS lines
    FROM (
        SELECT w.n, w.item_id, w.count, k.balance,
               sum(w.count) OVER (PARTITION BY w.item_id ORDER BY w.n) AS with_earlier
        FROM wanted w LEFT JOIN locked k ON k.id = w.item_id
    ) line
    GROUP BY n
), sold AS MATERIALIZED (
    SELECT asked.*, row_number() OVER (ORDER BY asked.n) AS place FROM asked JOIN fits USING (n) WHERE fits.whole
), lines AS MATERIALIZED (
    SELECT sold.id AS purchase_id, k.id AS item_id, w.count, k.name, k.price_penny, sold.asker_kind, sold.asker_id,
           sold.asker_name
    FROM sold JOIN wanted w USING (n) JOIN locked k ON k.id = w.item_id
), totals AS MATERIALIZED (
    SELECT purchase_id, sum(count::bigint * price_penny)::bigint AS total_penny,
           jsonb_agg(jsonb_build_object('item_id', item_id, 'count', count, 'name', name, 'price_penny', price_penny)
                     ORDER BY name, item_id) AS items
    FROM lines GROUP BY purchase_id
), taken AS (
    UPDATE store_items i SET balance = i.balance - t.count
    FROM (SELECT item_id, sum(count)::integer AS count FROM lines GROUP BY item_id) t
    WHERE i.id = t.item_id
), numbers AS (
    INSERT INTO store_days AS days (store_id, day, last_number)
    SELECT store_id, CAST(timezone(:zone, now()) AS date), count(*) FROM sold GROUP BY store_id
    ON CONFLICT (store_id, day) DO UPDATE SET last_number = days.last_number + excluded.last_number
    RETURNING day, last_number - (SELECT count(*) FROM sold) AS before
), made AS (
    INSERT INTO purchases (id, store_id, user_id, asker_kind, asker_id, asker_name, purchase_id, content, total_penny,
                           status, day, number, payment_method, train_number, start_date)
    SELECT sold.id, sold.store_id, user_id, asker_kind, asker_id, asker_name, sold.purchase_id, decode(content, 'hex'),
           total_penny, 'placed', day, before + place, payment_method, train_number, start_date
    FROM sold JOIN totals ON totals.purchase_id = sold.id CROSS JOIN numbers
    RETURNING id, number, created_at
), made_lines AS (
    INSERT INTO purchase_items (id, purchase_id, store_item_id, count, name, price_penny)
    SELECT gen_random_uuid(), purchase_id, item_id, count, name, price_penny FROM lines
), moved AS (
    INSERT INTO stock_movements (id, store_item_id, delta, reason, purchase_id, who_kind, who_id, who_name)
    SELECT gen_random_uuid(), item_id, -count, 'purchase', purchase_id, asker_kind, asker_id, asker_name FROM lines
), told AS MATERIALIZED (
    SELECT sold.id, sold.store_id, gen_random_uuid() AS task_id, sold.state, sold.user_id, sold.additional_data,
           sold.asker_kind, sold.asker_id, sold.asker_name, made.number, made.created_at, totals.total_penny,
           totals.items
    FROM sold JOIN made USING (id) JOIN totals ON totals.purchase_id = sold.id
), tasked AS (
    INSERT INTO tasks (id, store_id, user_id, purchase_id, state, additional_data, created_at, ready_at)
    SELECT task_id, store_id, user_id, id, state, additional_data, created_at,
           CASE WHEN state = 'ready' THEN created_at END
    FROM told
), stepped AS (
    INSERT INTO task_steps (task_id, to_state, who_kind, who_id, who_name)
    SELECT task_id, state, asker_kind, asker_id, asker_name FROM told
), accounted AS (
    INSERT INTO accounting_events (id, store_id, purchase_id, kind, payload)
    SELECT gen_random_uuid(), store_id, id, 'purchase.placed', '{}' FROM told ORDER BY number
), board AS (
    INSERT INTO store_boards AS boards (store_id, last_place)
    SELECT store_id, count(*) FROM told GROUP BY store_id
    ON CONFLICT (store_id) DO UPDATE SET last_place = boards.last_place + excluded.last_place
    RETURNING last_place, last_place - (SELECT count(*) FROM told) AS before
), shown AS (
    INSERT INTO store_events (store_id, place, kind, data)
    SELECT store_id, before + row_number() OVER (ORDER BY number), 'task.created',
           jsonb_build_object('task_id', task_id, 'purchase_id', id, 'number', number, 'state', state)
    FROM told CROSS JOIN board
)
SELECT asked.n, given.id IS NOT NULL AS given, told.number, told.created_at, told.total_penny, told.items,
       CASE WHEN fits.never THEN fits.lines END AS refused, (SELECT last_place FROM board) AS board_place
FROM asked LEFT JOIN given USING (n) LEFT JOIN fits USING (n) LEFT JOIN told ON told.id = asked.id
ORDER BY asked.n
""")

# A purchase by the id that its asker made, as the answer to it was.
MADE: Final = text("""
SELECT p.id, p.store_id, p.user_id, p.created_at AS date, p.purchase_id, p.total_penny, p.number, p.content,
       (SELECT jsonb_agg(jsonb_build_object('item_id', store_item_id, 'count', count, 'name', name,
                                            'price_penny', price_penny) ORDER BY name, store_item_id)
        FROM purchase_items WHERE purchase_items.purchase_id = p.id) AS items
FROM purchases p WHERE p.asker_id = :asker_id AND p.purchase_id = :purchase_id
""")

STORE_SELLS: Final = text("SELECT EXISTS (SELECT FROM stores WHERE id = :store_id AND deleted_at IS NULL)")

# Of items that a store doesn't sell.
UNSOLD: Final = text("SELECT id, store_id, deleted_at IS NOT NULL AS deleted FROM store_items WHERE id = ANY(:ids)")
