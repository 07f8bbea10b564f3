"""The SQL of ticket checks: what is read to decide, and what is written if nothing has changed since."""

from typing import Final

from sqlalchemy import text

_TICKET: Final = """
       t.id AS ticket_id, t.user_id, u.name AS user_name, t.train_number, t.wagon_number, t.place_number,
       t.station_id, t.destination_id, t.date, t.start_date, t.status, t.used,
       other.label AS train_label,
       s.name_ru AS from_ru, s.name_en AS from_en, s.time_zone AS from_zone,
       d.name_ru AS to_ru, d.name_en AS to_en, d.time_zone AS to_zone,
       used.created_at AS used_at, used.robot_id AS used_by, used.wagon_number AS used_in
"""
_TICKETS_OWN: Final = """
LEFT JOIN users u ON u.id = t.user_id
LEFT JOIN trips other ON other.train_number = t.train_number AND other.start_date = t.start_date
LEFT JOIN stations s ON s.id = t.station_id
LEFT JOIN stations d ON d.id = t.destination_id
LEFT JOIN checks used ON used.ticket_id = t.id AND used.redeems
"""

# `place`: which assignment, `ticket`: which ticket; `more` is read besides, out of `beside`.
FACTS: Final = f"""
SELECT a.id AS assignment_id, a.train_number AS here_train, a.wagon_number AS here_wagon,
       a.start_date AS here_start, a.station_id AS here_station,
       trip.label AS here_label, trip.station_ids, trip.zones, trip.arrivals, trip.departures, trip.delays,
       same.content, same.answer, same.withdrawn, {{more}} {_TICKET}
FROM robots r
LEFT JOIN assignments a ON a.robot_id = r.id AND {{place}}
LEFT JOIN LATERAL (
    SELECT run.label,
           array_agg(stop.station_id ORDER BY stop.position) AS station_ids,
           array_agg(station.time_zone ORDER BY stop.position) AS zones,
           array_agg(stop.arrival ORDER BY stop.position) AS arrivals,
           array_agg(stop.departure ORDER BY stop.position) AS departures,
           array_agg(stop.delay_minutes ORDER BY stop.position) AS delays
    FROM trips run
    JOIN trip_stops stop ON stop.trip_id = run.id
    JOIN stations station ON station.id = stop.station_id
    WHERE run.train_number = a.train_number AND run.start_date = a.start_date
    GROUP BY run.id
) trip ON true
LEFT JOIN checks same ON same.robot_id = r.id AND same.check_id = :check_id
{{beside}}
LEFT JOIN tickets t ON {{ticket}}
{_TICKETS_OWN}
WHERE r.id = :robot_id AND r.revoked_at IS NULL
"""  # noqa: S608 - constants alone

READ: Final = text(FACTS.format(place="a.ended_at IS NULL", ticket="t.code = :code", more="", beside=""))

COLUMNS: Final = """id, robot_id, check_id, assignment_id, ticket_id, wagon_number,
              verdict, reason, evidence, redeems, content, answer, created_at"""
VALUES: Final = """CAST(:id AS uuid), CAST(:robot_id AS uuid), CAST(:check_id AS uuid), CAST(:assignment_id AS uuid),
             CAST(:ticket_id AS uuid), CAST(:wagon_number AS integer), CAST(:verdict AS varchar),
             CAST(:reason AS varchar), CAST(:evidence AS varchar), CAST(:redeems AS boolean),
             CAST(:content AS bytea), CAST(:answer AS jsonb), CAST(:now AS timestamptz)"""

RECORD: Final = text(f"INSERT INTO checks ({COLUMNS}) VALUES ({VALUES}) RETURNING id")  # noqa: S608 - constants alone

# Uses the ticket only if it is still what the verdict was decided on, in the statement that records the check.
_REDEEM: Final = """
WITH redeemed AS (
    UPDATE tickets t SET used = true, used_at = :now, used_by_robot_id = :robot_id
    WHERE id = :ticket_id AND NOT used AND status = 'valid'
      AND train_number = :train_number AND start_date = :start_date
      AND wagon_number = :wagon_number AND station_id = :station_id
      AND EXISTS (SELECT 1 FROM assignments WHERE id = :assignment_id AND ended_at IS NULL)
      {on_condition}
    RETURNING id
)
INSERT INTO checks ({columns}) SELECT {values} FROM redeemed RETURNING id
"""
# Of the passengers of `t`, only who has a face here and consents to its use.
_BY_FACE: Final = """
AND EXISTS (SELECT 1 FROM user_faces face WHERE face.user_id = t.user_id)
AND EXISTS (SELECT 1 FROM consents c WHERE c.user_id = t.user_id AND c.withdrawn_at IS NULL)
"""

REDEEM: Final = text(_REDEEM.format(on_condition="", columns=COLUMNS, values=VALUES))
REDEEM_BY_FACE: Final = text(_REDEEM.format(on_condition=_BY_FACE, columns=COLUMNS, values=VALUES))

# The robot's own trip: its train, on the day that the rules compare.
_OF_THE_TRIP: Final = "t.train_number = :train_number AND t.start_date >= :since AND t.start_date < :until"

TICKETS_ON_TRIP: Final = text(f"""
SELECT {_TICKET} FROM tickets t {_TICKETS_OWN}
WHERE t.user_id = :user_id AND t.status = 'valid' AND {_OF_THE_TRIP}
ORDER BY t.date, t.wagon_number, t.place_number, t.id
""")  # noqa: S608 - constants alone

GOES_TO: Final = text(f"""
SELECT EXISTS (
    SELECT 1 FROM tickets t WHERE t.destination_id = :destination_id AND t.status = 'valid' AND {_OF_THE_TRIP}
)
""")  # noqa: S608 - constants alone

CANDIDATES: Final = text(f"""
SELECT t.user_id FROM tickets t WHERE {_OF_THE_TRIP} {_BY_FACE}
GROUP BY t.user_id ORDER BY max(t.status) DESC, t.user_id LIMIT :most
""")  # noqa: S608 - constants alone

TICKETS_BY_FACE: Final = text(f"""
SELECT {_TICKET} FROM tickets t {_TICKETS_OWN}
WHERE t.user_id = :user_id AND {_OF_THE_TRIP} {_BY_FACE}
ORDER BY t.date, t.wagon_number, t.place_number, t.id
""")  # noqa: S608 - constants alone

PASSENGER: Final = text(f"""
SELECT t.user_id, t.name FROM (SELECT id AS user_id, name FROM users WHERE id = :user_id) t WHERE true {_BY_FACE}
""")  # noqa: S608 - constants alone
