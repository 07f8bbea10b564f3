"""The two statements of a ticket check. Each is a transaction of its own: one reads, one writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.tickets.check_statements import READ, RECORD, REDEEM, REDEEM_BY_FACE
from base_server.tickets.facts import Facts, PlaceFacts, TicketFacts
from base_server.tickets.rows import given_answer, place_facts, ticket_facts
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.checks import CheckAnswer, Evidence, TicketValidation
from provodnik.contracts.errors import NotSignedIn


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

    async def facts(self, robot_id: UUID, *, check_id: UUID | None = None, code: str | None = None) -> Facts | None:
        """None where the robot is unknown or was removed. Without a check or a code, nothing is known of them."""
        values = {"robot_id": robot_id, "check_id": check_id, "code": code}
        async with self._statements.connect() as connection:
            row = (await connection.execute(READ, values)).mappings().one_or_none()
        if row is None:
            return None
        zone = self._default_zone
        return Facts(given_answer(row), place_facts(row, zone), ticket_facts(row, zone))

    async def place(self, robot_id: UUID) -> PlaceFacts:
        """Where the robot is. Raises NotSignedIn, NotAssigned."""
        facts = await self.facts(robot_id)
        if facts is None:
            raise NotSignedIn
        if facts.place is None:
            raise NotAssigned
        return facts.place

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
        statement = RECORD
        if check.redeems and check.ticket:
            ticket = check.ticket
            statement = REDEEM_BY_FACE if check.answer.evidence is Evidence.FACE else REDEEM
            values |= {
                "train_number": ticket.train_number,
                "start_date": ticket.start_date,
                "station_id": ticket.station_id,
            }
        try:
            async with self._statements.connect() as connection:
                return (await connection.execute(statement, values)).scalar() is not None
        except IntegrityError:  # the same check was stored meanwhile, or withdrawn, or the ticket used or deleted
            return False
