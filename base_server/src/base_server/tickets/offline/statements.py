"""The SQL of checks that were made offline. Each is a transaction of its own: one reads, one writes."""

from typing import Final

from sqlalchemy import text

from base_server.tickets.check_statements import COLUMNS, FACTS, VALUES

# Of the conflicts under the check's id the very same check's before any other.
READ: Final = text(
    FACTS.format(
        place="a.id = :assignment_id",
        ticket="(t.code = :code OR t.id = :ticket_id)",
        more="""
       same.verdict AS same_verdict, same.wagon_number AS same_wagon, same.created_at AS same_at,
       told.content AS told_content, told.kind AS told_kind, told.other AS told_other,
       told.wagon_number AS told_wagon, told.created_at AS told_at,""",
        beside="""
LEFT JOIN LATERAL (
    SELECT * FROM check_conflicts
    WHERE robot_id = r.id AND check_id = :check_id
    ORDER BY content = :claim DESC, created_at, id LIMIT 1
) told ON true""",
    )
)

_OFFLINE_COLUMNS: Final = f"{COLUMNS}, made_at"
_OFFLINE_VALUES: Final = f"{VALUES}, CAST(:made_at AS timestamptz)"

RECORD: Final = text(f"INSERT INTO checks ({_OFFLINE_COLUMNS}) VALUES ({_OFFLINE_VALUES}) RETURNING id")  # noqa: S608 - constants alone

# The check that comes to the server first uses the ticket up, wherever its robot is by now.
REDEEM: Final = text(f"""
WITH redeemed AS (
    UPDATE tickets t SET used = true, used_at = :now, used_by_robot_id = :robot_id
    WHERE id = :ticket_id AND NOT used AND status = 'valid'
      AND train_number = :train_number AND start_date = :start_date
    RETURNING id
)
INSERT INTO checks ({_OFFLINE_COLUMNS}) SELECT {_OFFLINE_VALUES} FROM redeemed RETURNING id
""")  # noqa: S608 - constants alone

CONTRADICT: Final = text("""
INSERT INTO check_conflicts (id, robot_id, check_id, content, assignment_id, ticket_id, wagon_number,
                             verdict, reason, made_at, created_at, kind, other)
VALUES (CAST(:id AS uuid), CAST(:robot_id AS uuid), CAST(:check_id AS uuid), CAST(:claim AS bytea),
        CAST(:assignment_id AS uuid), CAST(:ticket_id AS uuid), CAST(:wagon_number AS integer),
        CAST(:verdict AS varchar), CAST(:reason AS varchar), CAST(:made_at AS timestamptz),
        CAST(:now AS timestamptz), CAST(:kind AS varchar), CAST(:other AS jsonb))
ON CONFLICT (robot_id, check_id, content) DO NOTHING
RETURNING id
""")
