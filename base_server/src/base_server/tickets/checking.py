"""A ticket check: read, decide by the rules, and record only if nothing has changed meanwhile."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from base_server.tickets.answers import answer_for
from base_server.tickets.check_repository import CheckRecord, CheckRepository
from base_server.tickets.facts import PlaceFacts
from base_server.tickets.rules import reason_against
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckDiffers, TicketValidation
from provodnik.contracts.errors import NotSignedIn, Unavailable

Clock = Callable[[], datetime]

# Each try loses only to another check's success, so a handful is plenty.
_TRIES = 5


def utc_now() -> datetime:
    return datetime.now(UTC)


class TicketChecks:
    def __init__(self, checks: CheckRepository, now: Clock = utc_now) -> None:
        self._checks = checks
        self._now = now

    async def check(self, robot_id: UUID, request: TicketValidation) -> CheckAnswer:
        """Raises NotSignedIn, NotAssigned, AssignmentDiffers, CheckDiffers."""
        content = hashlib.sha256(request.model_dump_json(exclude={"check_id"}).encode()).digest()
        for _ in range(_TRIES):
            facts = await self._checks.facts(robot_id, request)
            if facts is None:
                raise NotSignedIn
            if facts.given:
                if facts.given.content != content:
                    raise CheckDiffers
                return facts.given.answer
            place = self._named(facts.place, request)
            now = self._now()
            reason = reason_against(facts.ticket, place, now)
            answer = answer_for(reason, facts.ticket, place)
            redeems = reason is None and request.mark_as_used
            record = CheckRecord(robot_id, request, place, facts.ticket, answer, content, redeems, now)
            if await self._checks.record(record):
                return answer
        raise Unavailable("the ticket is being changed again and again; ask once more")

    def _named(self, place: PlaceFacts | None, request: TicketValidation) -> PlaceFacts:
        """The place, if it is the one that the robot thinks it is at."""
        if place is None:
            raise NotAssigned
        if place.assignment_id != request.assignment_id:
            raise AssignmentDiffers
        return place
