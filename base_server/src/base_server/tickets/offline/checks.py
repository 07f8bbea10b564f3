"""Checks that were made without a connection: recorded, or recorded as a conflict; never lost."""

import hashlib
from uuid import UUID

from base_server.tickets.answers import answer_for
from base_server.tickets.checking import TRIES, Clock, content_of, utc_now
from base_server.tickets.facts import PlaceFacts, TicketFacts
from base_server.tickets.offline.facts import Upload
from base_server.tickets.offline.repository import OfflineRepository
from base_server.tickets.offline.rules import contradiction
from provodnik.contracts.checks import TicketValidation
from provodnik.contracts.errors import NotSignedIn, Unavailable
from provodnik.contracts.offline_checks import (
    AssignmentUnknown,
    OfflineAnswer,
    OfflineAnswers,
    OfflineCheck,
    OfflineChecks,
    Outcome,
)


class OfflineUploads:
    def __init__(self, repository: OfflineRepository, now: Clock = utc_now) -> None:
        self._repository = repository
        self._now = now

    async def take(self, robot_id: UUID, request: OfflineChecks) -> OfflineAnswers:
        """Each check is stored before the next is looked at, so a batch that broke off is simply sent again.

        Raises NotSignedIn, and AssignmentUnknown where the assignment was never the robot's.
        """
        uploads = (_upload(robot_id, request.assignment_id, check) for check in request.checks)
        return OfflineAnswers(checks=[await self._take(upload) for upload in uploads])

    async def _take(self, upload: Upload) -> OfflineAnswer:
        check_id = upload.check.check_id
        for _ in range(TRIES):
            met = await self._repository.met(upload)
            if met is None:
                raise NotSignedIn
            if met.place is None:
                raise AssignmentUnknown
            if met.told and met.told.claim == upload.claim:
                return OfflineAnswer(check_id=check_id, outcome=Outcome.CONFLICT, conflict=met.told.contradiction)
            if against := contradiction(upload, met, met.place):
                if await self._repository.contradict(upload, met.place, met.ticket, against, self._now()):
                    return OfflineAnswer(check_id=check_id, outcome=Outcome.CONFLICT, conflict=against)
            elif met.recorded:
                return OfflineAnswer(check_id=check_id, outcome=Outcome.REPEATED)
            elif await self._record(upload, met.place, met.ticket):
                return OfflineAnswer(check_id=check_id, outcome=Outcome.RECORDED)
        raise Unavailable("the ticket is being changed again and again; ask once more")

    async def _record(self, upload: Upload, place: PlaceFacts, ticket: TicketFacts | None) -> bool:
        # The robot is told so if it asks for the same check online after all.
        answer = answer_for(upload.check.reason, ticket, place, upload.check.evidence)
        return await self._repository.record(upload, place, ticket, answer, self._now())


def _upload(robot_id: UUID, assignment_id: UUID, check: OfflineCheck) -> Upload:
    content = _content(assignment_id, check)
    claim = hashlib.sha256(content + check.verdict.encode()).digest()
    return Upload(robot_id, assignment_id, check, content, claim)


def _content(assignment_id: UUID, check: OfflineCheck) -> bytes:
    """By code the same as of the online check, which may have been sent before the connection was lost."""
    if check.code is None:
        return hashlib.sha256(f"{assignment_id} {check.ticket_id} {check.mark_as_used}".encode()).digest()
    asked = TicketValidation(
        check_id=check.check_id, assignment_id=assignment_id, code=check.code, mark_as_used=check.mark_as_used
    )
    return content_of(asked)
