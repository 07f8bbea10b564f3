"""The two statements of a ticket check. Each is a transaction of its own: one reads, one writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.tickets.facts import Facts, GivenAnswer, PlaceFacts, Redemption, StopFacts, TicketFacts
from provodnik.contracts.checks import CheckAnswer, TicketValidation
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus

_READ = text("""
SELECT a.id AS assignment_id, a.train_number AS here_train, a.wagon_number AS here_wagon,
       a.start_date AS here_start, a.station_id AS here_station,
       trip.label AS here_label, trip.station_ids, trip.zones, trip.arrivals, trip.departures,
       same.content, same.answer,
       t.id AS ticket_id, t.user_id, u.name AS user_name, t.train_number, t.wagon_number, t.place_number,
       t.station_id, t.destination_id, t.date, t.start_date, t.status, t.used,
       other.label AS train_label,
       s.name_ru AS from_ru, s.name_en AS from_en, s.time_zone AS from_zone,
       d.name_ru AS to_ru, d.name_en AS to_en, d.time_zone AS to_zone,
       used.created_at AS used_at, used.robot_id AS used_by, used.wagon_number AS used_in
FROM robots r
LEFT JOIN assignments a ON a.robot_id = r.id AND a.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT run.label,
           array_agg(stop.station_id ORDER BY stop.position) AS station_ids,
           array_agg(station.time_zone ORDER BY stop.position) AS zones,
           array_agg(stop.arrival ORDER BY stop.position) AS arrivals,
           array_agg(stop.departure ORDER BY stop.position) AS departures
    FROM trips run
    JOIN trip_stops stop ON stop.trip_id = run.id
    JOIN stations station ON station.id = stop.station_id
    WHERE run.train_number = a.train_number AND run.start_date = a.start_date
    GROUP BY run.id
) trip ON true
LEFT JOIN checks same ON same.robot_id = r.id AND same.check_id = :check_id
LEFT JOIN tickets t ON t.code = :code
LEFT JOIN users u ON u.id = t.user_id
LEFT JOIN trips other ON other.train_number = t.train_number AND other.start_date = t.start_date
LEFT JOIN stations s ON s.id = t.station_id
LEFT JOIN stations d ON d.id = t.destination_id
LEFT JOIN checks used ON used.ticket_id = t.id AND used.redeems
WHERE r.id = :robot_id AND r.revoked_at IS NULL
""")

_COLUMNS = """id, robot_id, check_id, assignment_id, ticket_id, wagon_number,
              verdict, reason, evidence, redeems, content, answer, created_at"""
_VALUES = """CAST(:id AS uuid), CAST(:robot_id AS uuid), CAST(:check_id AS uuid), CAST(:assignment_id AS uuid),
             CAST(:ticket_id AS uuid), CAST(:wagon_number AS integer), CAST(:verdict AS varchar),
             CAST(:reason AS varchar), CAST(:evidence AS varchar), CAST(:redeems AS boolean),
             CAST(:content AS bytea), CAST(:answer AS jsonb), CAST(:now AS timestamptz)"""

_RECORD = text(f"INSERT INTO checks ({_COLUMNS}) VALUES ({_VALUES}) RETURNING id")  # noqa: S608 - constants alone

# Uses the ticket only if it is still what the verdict was decided on, in the statement that records the check.
_REDEEM = text(f"""
WITH redeemed AS (
    UPDATE tickets SET used = true, used_at = :now, used_by_robot_id = :robot_id
    WHERE id = :ticket_id AND NOT used AND status = 'valid'
      AND train_number = :train_number AND start_date = :start_date
      AND wagon_number = :wagon_number AND station_id = :station_id
      AND EXISTS (SELECT 1 FROM assignments WHERE id = :assignment_id AND ended_at IS NULL)
    RETURNING id
)
INSERT INTO checks ({_COLUMNS}) SELECT {_VALUES} FROM redeemed RETURNING id
""")  # noqa: S608 - constants alone


@dataclass(frozen=True)
class CheckRecord:
    """A decided check, as it is to be stored."""

    robot_id: UUID
    request: TicketValidation
    place: PlaceFacts
    ticket: TicketFacts | None
    answer: CheckAnswer
    content: bytes
    redeems: bool
    at: datetime


class CheckRepository:
    def __init__(self, statements: AsyncEngine, default_zone: str) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._default_zone = default_zone

    async def facts(self, robot_id: UUID, request: TicketValidation) -> Facts | None:
        """None where the robot is unknown or was removed."""
        values = {"robot_id": robot_id, "check_id": request.check_id, "code": request.code}
        async with self._statements.connect() as connection:
            row = (await connection.execute(_READ, values)).mappings().one_or_none()
        if row is None:
            return None
        given = GivenAnswer(row["content"], CheckAnswer.model_validate(row["answer"])) if row["content"] else None
        return Facts(given, self._place(row), self._ticket(row))

    async def record(self, check: CheckRecord) -> bool:
        """Store the check. False where what it was decided on has changed since: then nothing is stored."""
        values: dict[str, Any] = {
            "id": uuid4(),
            "robot_id": check.robot_id,
            "check_id": check.request.check_id,
            "assignment_id": check.place.assignment_id,
            "ticket_id": check.ticket and check.ticket.id,
            "wagon_number": check.place.wagon_number,
            "verdict": check.answer.verdict,
            "reason": check.answer.reason,
            "evidence": check.answer.evidence,
            "redeems": check.redeems,
            "content": check.content,
            "answer": check.answer.model_dump_json(),
            "now": check.at,
        }
        statement = _RECORD
        if check.redeems and check.ticket:
            ticket = check.ticket
            statement = _REDEEM
            values |= {
                "train_number": ticket.train_number,
                "start_date": ticket.start_date,
                "station_id": ticket.station_id,
            }
        try:
            async with self._statements.connect() as connection:
                return (await connection.execute(statement, values)).scalar() is not None
        except IntegrityError:  # the same check was stored meanwhile, or the ticket used or deleted
            return False

    def _place(self, row: RowMapping) -> PlaceFacts | None:
        if row["assignment_id"] is None:
            return None
        columns = [row[name] or () for name in ("station_ids", "zones", "arrivals", "departures")]
        return PlaceFacts(
            assignment_id=row["assignment_id"],
            train_number=row["here_train"],
            wagon_number=row["here_wagon"],
            start_date=row["here_start"],
            station_id=row["here_station"],
            label=row["here_label"],
            stops=tuple(StopFacts(*stop) for stop in zip(*columns, strict=True)),
            default_zone=self._default_zone,
        )

    def _ticket(self, row: RowMapping) -> TicketFacts | None:
        if row["ticket_id"] is None:
            return None
        return TicketFacts(
            id=row["ticket_id"],
            user_id=row["user_id"],
            user_name=row["user_name"],
            train_number=row["train_number"],
            train_label=row["train_label"],
            wagon_number=row["wagon_number"],
            place_number=row["place_number"],
            station_id=row["station_id"],
            date=row["date"],
            start_date=row["start_date"],
            status=TicketStatus(row["status"]),
            used=row["used"],
            redemption=Redemption(row["used_at"], row["used_by"], row["used_in"]) if row["used_at"] else None,
            origin=self._station(row["station_id"], row["from_ru"], row["from_en"], row["from_zone"]),
            destination=self._station(row["destination_id"], row["to_ru"], row["to_en"], row["to_zone"]),
        )

    def _station(self, station_id: str, name_ru: str | None, name_en: str | None, zone: str | None) -> StationRead:
        """A station that is not described is called by its id."""
        return StationRead(
            id=station_id,
            name_ru=name_ru or station_id,
            name_en=name_en or station_id,
            time_zone=zone or self._default_zone,
        )
