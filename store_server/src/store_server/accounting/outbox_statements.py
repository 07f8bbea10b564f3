"""The SQL of webhooks on their way. Times are given, so that one clock decides."""

from typing import Final

from sqlalchemy import text

# Locked in the order of writing, as a closing report locks them too. Of two processes that do this at once one waits
# for the other: so no event of a purchase has deliveries before an earlier one.
FAN_OUT: Final = text("""
WITH batch AS (
    SELECT id, seq, store_id, kind, coalesce(purchase_id, id) AS subject_id FROM accounting_events
    WHERE dispatched_at IS NULL ORDER BY seq LIMIT :most FOR NO KEY UPDATE
), queued AS (
    INSERT INTO webhook_deliveries (id, event_id, endpoint_id, seq, subject_id, due_at)
    SELECT gen_random_uuid(), batch.id, endpoint.id, batch.seq, batch.subject_id, :now
    FROM batch JOIN webhook_endpoints endpoint
      ON (endpoint.store_id IS NULL OR endpoint.store_id = batch.store_id)
     AND (endpoint.types IS NULL OR batch.kind = ANY(endpoint.types))
    ON CONFLICT DO NOTHING
)
UPDATE accounting_events SET dispatched_at = :now WHERE id IN (SELECT id FROM batch)
""")

ENDPOINTS: Final = text("""
SELECT id, url, secret, CASE WHEN previous_until > :now THEN previous_secret END AS previous_secret
FROM webhook_endpoints WHERE enabled AND (paused_until IS NULL OR paused_until <= :now)
""")

_OPEN: Final = "{0}.delivered_at IS NULL AND {0}.dead_at IS NULL"

# The first of its subject: asked for each, and not as a join, so that few are looked at however many wait.
CLAIM: Final = text(f"""
WITH due AS (
    SELECT d.id FROM webhook_deliveries d
    JOIN webhook_endpoints endpoint ON endpoint.id = d.endpoint_id AND endpoint.enabled
    WHERE d.endpoint_id = :endpoint_id AND {_OPEN.format("d")} AND d.due_at <= :now
      AND d.seq = (
          SELECT first.seq FROM webhook_deliveries first
          WHERE first.endpoint_id = d.endpoint_id AND first.subject_id = d.subject_id AND {_OPEN.format("first")}
          ORDER BY first.seq LIMIT 1
      )
    ORDER BY d.due_at, d.seq LIMIT :most FOR NO KEY UPDATE OF d SKIP LOCKED
)
UPDATE webhook_deliveries d
SET attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, :now), due_at = :until
FROM due WHERE d.id = due.id
RETURNING d.id, d.event_id, d.attempts, d.first_attempt_at
""")  # noqa: S608 - constants alone

# Also where another dispatcher took it over meanwhile: delivered is delivered.
DELIVERED: Final = text("""
UPDATE webhook_deliveries SET delivered_at = :now, dead_at = NULL, last_error = NULL
WHERE id = :id AND delivered_at IS NULL
""")

# What comes after it for the same subject waits with it, and is not looked at in vain.
FAILED: Final = text(f"""
WITH failed AS (
    UPDATE webhook_deliveries d SET due_at = :due_at, last_error = :error
    WHERE id = :id AND attempts = :attempts AND {_OPEN.format("d")}
    RETURNING endpoint_id, subject_id, seq
)
UPDATE webhook_deliveries later SET due_at = :due_at FROM failed
WHERE later.endpoint_id = failed.endpoint_id AND later.subject_id = failed.subject_id AND later.seq > failed.seq
  AND {_OPEN.format("later")} AND later.due_at < :due_at
""")  # noqa: S608 - constants alone

GIVEN_UP: Final = text(f"""
UPDATE webhook_deliveries d SET dead_at = :now, last_error = :error
WHERE id = :id AND attempts = :attempts AND {_OPEN.format("d")}
""")  # noqa: S608 - constants alone

# Of attempts that were cut short here: they are due at once, for whoever is there.
RELEASED: Final = text(f"""
UPDATE webhook_deliveries d SET due_at = :now WHERE id = :id AND attempts = :attempts AND {_OPEN.format("d")}
""")  # noqa: S608 - constants alone

DISABLED: Final = text("UPDATE webhook_endpoints SET enabled = false, disabled_reason = :reason WHERE id = :id")
PAUSED: Final = text("UPDATE webhook_endpoints SET paused_until = greatest(paused_until, :until) WHERE id = :id")

STATE: Final = text(f"""
SELECT waiting.count + undispatched.count AS waiting, least(oldest.created_at, undispatched.oldest) AS oldest,
       (SELECT count(*) FROM webhook_deliveries WHERE dead_at IS NOT NULL) AS dead
FROM (SELECT count(*), min(seq) AS seq FROM webhook_deliveries d WHERE {_OPEN.format("d")}) waiting
CROSS JOIN (
    SELECT count(*), min(created_at) AS oldest FROM accounting_events WHERE dispatched_at IS NULL
) undispatched
LEFT JOIN accounting_events oldest ON oldest.seq = waiting.seq
""")  # noqa: S608 - constants alone

EVENTS: Final = text("""
SELECT event.id, event.kind, event.created_at, event.payload, store.id AS store_id, store.name AS store_name,
       p.id AS purchase_id, p.number, p.created_at AS placed_at, p.payment_method, p.total_penny, p.status_reason,
       line.lines
FROM accounting_events event
JOIN stores store ON store.id = event.store_id
LEFT JOIN purchases p ON p.id = event.purchase_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(
        jsonb_build_object(
            'item_id', store_item_id, 'name', name, 'count', count, 'price_penny', price_penny,
            'sum_penny', count::bigint * price_penny
        ) ORDER BY name, store_item_id
    ) AS lines
    FROM purchase_items WHERE purchase_id = p.id
) line ON true
WHERE event.id = ANY(:ids)
""")
