"""A ticket check: read, decide by the rules, and record only if nothing has changed meanwhile."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from base_server.tickets.answers import answer_for
from base_server.tickets.by_face import FaceTickets, Found
from base_server.tickets.check_repository import CheckRecord, CheckRepository
from base_server.tickets.facts import Facts, GivenAnswer, PlaceFacts
from base_server.tickets.rules import reason_against
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckDiffers, CheckWithdrawn, Reason, TicketValidation
from provodnik.contracts.errors import NotSignedIn, Unavailable

Clock = Callable[[], datetime]

# Each try loses only to another check's success, so a handful is plenty.
TRIES = 5


def utc_now() -> datetime:
    return datetime.now(UTC)


class TicketChecks:
    def __init__(self, checks: CheckRepository, faces: FaceTickets, now: Clock = utc_now) -> None:
        self._checks = checks
        self._faces = faces
        self._now = now

    async def check(self, robot_id: UUID, request: TicketValidation) -> CheckAnswer:
        """Raises NotSignedIn, NotAssigned, AssignmentDiffers, CheckDiffers, CheckWithdrawn.

        By face also FacesOff and FacesUnavailable, and then nothing is recorded.
        """
        content = content_of(request)
        seen: UUID | Reason | None = None
        for _ in range(TRIES):
            facts = await self._checks.facts(robot_id, check_id=request.check_id, code=request.code)
            if facts is None:
                raise NotSignedIn
            if facts.given:
                return _given(facts.given, content)
            place = self._named(facts.place, request)
            if request.images:
                # Once, however often the check begins anew.
                seen = seen or await self._faces.whose_or_why_not(request.images, place)
            now = self._now()
            reason, ticket = await self._found(facts, seen, place, now)
            answer = answer_for(reason, ticket, place, request.evidence)
            redeems = reason is None and request.mark_as_used
            record = CheckRecord(robot_id, request, place, ticket, answer, content, redeems, now)
            if await self._checks.record(record):
                return answer
        raise Unavailable("the ticket is being changed again and again; ask once more")

    async def _found(self, facts: Facts, seen: UUID | Reason | None, place: PlaceFacts, now: datetime) -> Found:
        if seen is None:
            return reason_against(facts.ticket, place, now), facts.ticket
        if isinstance(seen, Reason):
            return seen, None
        return await self._faces.ticket_of(seen, place, now)

    def _named(self, place: PlaceFacts | None, request: TicketValidation) -> PlaceFacts:
        """The place, if it is the one that the robot thinks it is at."""
        if place is None:
            raise NotAssigned
        if place.assignment_id != request.assignment_id:
            raise AssignmentDiffers
        return place


def _given(given: GivenAnswer, content: bytes) -> CheckAnswer:
    if given.withdrawn:
        raise CheckWithdrawn
    if given.content != content:
        raise CheckDiffers
    return given.answer


def content_of(request: TicketValidation) -> bytes:
    """What was asked, as a SHA-256. A check without pictures has the same whether or not its server knows of them."""
    asked = hashlib.sha256(request.model_dump_json(exclude={"check_id", "images"}).encode())
    for image in request.images or ():
        asked.update(hashlib.sha256(image).digest())
    return asked.digest()
