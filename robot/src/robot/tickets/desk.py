"""Implements the Tickets port."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.checks import CheckAnswer, TicketValidation, Verdict
from provodnik.contracts.errors import Conflict, DomainError, MalformedInput
from robot.kept.delivery import Delivery
from robot.states.ports import Clock, Scanned
from robot.tickets.kept_checks import KeptChecks, code_of

logger = logging.getLogger(__name__)

Validate = Callable[[TicketValidation], Awaitable[CheckAnswer]]
Settle = Callable[[], Awaitable[None]]  # raises Unreachable

# How long a passenger waits before being told that there is no connection: a request can take longer, where the
# robot has to sign in first.
PATIENCE_SECONDS = 6.0


class CodeScanner(Protocol):
    async def scan(self, known: Scanned | None) -> Scanned: ...

    async def camera_back(self) -> None: ...


class TicketDesk:
    def __init__(
        self, scanner: CodeScanner, checks: KeptChecks, validate: Validate, settle: Settle, clock: Clock
    ) -> None:
        """`settle` takes back, before anything is asked, what may have used a ticket up in vain."""
        self._scanner = scanner
        self._checks = checks
        self._validate = validate
        self._settle = settle
        self._requests: dict[UUID, asyncio.Task[CheckAnswer]] = {}
        self._delivery = Delivery(checks.unanswered, self._answer_of, clock)

    async def run(self) -> None:
        """Asks for ever, in the background, what has had no answer yet."""
        await self._delivery.run()

    async def scan(self, known: Scanned | None = None) -> Scanned:
        return await self._scanner.scan(known)

    async def camera_back(self) -> None:
        await self._scanner.camera_back()

    def check_of(self, code: str, assignment_id: UUID) -> TicketValidation:
        return self._checks.of(code, assignment_id)

    def moved(self, check: TicketValidation, assignment_id: UUID) -> TicketValidation:
        return self._checks.of(code_of(check), assignment_id)

    async def ask(self, check: TicketValidation) -> CheckAnswer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await self._answer_of(check)
        except TimeoutError as cause:
            self._delivery.begin()
            raise Unreachable("no answer to the check yet") from cause
        except (Unreachable, Broken, DomainError):
            self._delivery.begin()
            raise
        self._delivery.reachable()
        return answer

    def told(self, check: TicketValidation) -> None:
        self._checks.forget(check)

    async def _answer_of(self, check: TicketValidation) -> CheckAnswer:
        """Whoever asks for a check that is being asked already waits for the same answer; nobody's leaving stops it."""
        request = self._requests.get(check.check_id)
        if request is None:
            request = asyncio.create_task(self._request(check), name="ticket check")
            self._requests[check.check_id] = request
            request.add_done_callback(lambda done: self._answered(check.check_id, done))
        return await asyncio.shield(request)

    def _answered(self, check_id: UUID, done: asyncio.Task[CheckAnswer]) -> None:
        del self._requests[check_id]
        if not done.cancelled():
            done.exception()  # whoever waits for it gets it; where nobody does it is no news

    async def _request(self, check: TicketValidation) -> CheckAnswer:
        try:
            await self._checks.keep(check)
        except OSError as cause:
            raise Broken(f"the check can't be kept, so it isn't sent: {cause}") from cause
        await self._settle()
        try:
            answer = await self._validate(check)
        except (Conflict, MalformedInput):  # the server has decided that it makes no check of this
            self._checks.forget(check)
            raise
        if answer.verdict is Verdict.ACCEPTED:
            self._checks.accepted(check)
        else:
            self._checks.forget(check)
        return answer
