"""Reads what a check that was made offline meets, and stores what becomes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import TextClause

from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.offline.facts import Met, Recorded, Told, Upload
from base_server.tickets.offline.statements import CONTRADICT, READ, RECORD, REDEEM
from base_server.tickets.rows import place_facts, ticket_facts
from provodnik.contracts.checks import CheckAnswer, EarlierCheck, Verdict
from provodnik.contracts.offline_checks import ConflictKind, Contradiction


class OfflineRepository:
    def __init__(self, statements: AsyncEngine, default_zone: str) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._default_zone = default_zone

    async def met(self, upload: Upload) -> Met | None:
        """None where the robot is unknown or was removed."""
        values = {
            "robot_id": upload.robot_id,
            "assignment_id": upload.assignment_id,
            "check_id": upload.check.check_id,
            "code": upload.check.code,
            "ticket_id": upload.check.ticket_id,
            "claim": upload.claim,
        }
        async with self._statements.connect() as connection:
            row = (await connection.execute(READ, values)).mappings().one_or_none()
        if row is None:
            return None
        robot_id, zone = upload.robot_id, self._default_zone
        return Met(_recorded(row, robot_id), _told(row, robot_id), place_facts(row, zone), ticket_facts(row, zone))

    async def record(
        self, upload: Upload, place: PlaceFacts, ticket: TicketFacts | None, answer: CheckAnswer, now: datetime
    ) -> bool:
        """False where what it was decided on has changed since: then nothing is stored."""
        redeems = upload.check.mark_as_used and upload.check.verdict is Verdict.ACCEPTED
        values = _values(upload, place, ticket, now) | {
            "evidence": upload.check.evidence,
            "redeems": redeems,
            "content": upload.content,
            "answer": answer.model_dump_json(),
        }
        if redeems and ticket:
            values |= {"train_number": ticket.train_number, "start_date": ticket.start_date}
            return await self._store(REDEEM, values)
        return await self._store(RECORD, values)

    async def contradict(
        self, upload: Upload, place: PlaceFacts, ticket: TicketFacts | None, what: Contradiction, now: datetime
    ) -> bool:
        """False where the same was stored meanwhile, or the ticket deleted."""
        other = what.other and what.other.model_dump_json()
        values = {"claim": upload.claim, "kind": what.kind, "other": other}
        return await self._store(CONTRADICT, values | _values(upload, place, ticket, now))

    async def _store(self, statement: TextClause, values: dict[str, Any]) -> bool:
        try:
            async with self._statements.connect() as connection:
                return (await connection.execute(statement, values)).scalar() is not None
        except IntegrityError:  # the same check was stored meanwhile, or the ticket used or deleted
            return False


def _values(upload: Upload, place: PlaceFacts, ticket: TicketFacts | None, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "robot_id": upload.robot_id,
        "check_id": upload.check.check_id,
        "assignment_id": upload.assignment_id,
        "ticket_id": ticket and ticket.id,
        "wagon_number": place.wagon_number,
        "verdict": upload.check.verdict,
        "reason": upload.check.reason,
        "made_at": upload.check.made_at,
        "now": now,
    }


def _recorded(row: RowMapping, robot_id: UUID) -> Recorded | None:
    if row["content"] is None:
        return None
    itself = EarlierCheck(checked_at=row["same_at"], robot_id=robot_id, wagon_number=row["same_wagon"])
    return Recorded(row["content"], Verdict(row["same_verdict"]), itself)


def _told(row: RowMapping, robot_id: UUID) -> Told | None:
    if row["told_content"] is None:
        return None
    other = row["told_other"] and EarlierCheck.model_validate(row["told_other"])
    itself = EarlierCheck(checked_at=row["told_at"], robot_id=robot_id, wagon_number=row["told_wagon"])
    return Told(row["told_content"], Contradiction(kind=ConflictKind(row["told_kind"]), other=other), itself)
