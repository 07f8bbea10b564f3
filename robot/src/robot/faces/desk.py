"""Implements the Faces port. The one place where frames of a face lie, from the look to the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID, uuid4

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.checks import CheckAnswer, TicketValidation, Verdict
from provodnik.contracts.errors import Conflict, DomainError, MalformedInput
from provodnik.contracts.faces import FacesUnavailable
from robot.faces.collector import Collector
from robot.faces.sight import Candidate
from robot.faces.withdrawals import Withdrawals
from robot.states.ports import FaceCheck, Looked
from robot.states.views import LookHint
from robot.tickets.desk import PATIENCE_SECONDS

logger = logging.getLogger(__name__)

Validate = Callable[[TicketValidation], Awaitable[CheckAnswer]]

# Answers by which the server says that it made no check, so none is to be taken back.
_NO_CHECK_MADE = (Conflict, MalformedInput, FacesUnavailable)


class Watcher(Protocol):
    async def watch(self, collector: Collector, known: LookHint | None) -> Looked: ...

    async def files_of(self, frames: tuple[Candidate, ...]) -> tuple[bytes, ...]: ...


class FaceDesk:
    def __init__(self, watcher: Watcher, withdrawals: Withdrawals, validate: Validate) -> None:
        self._watcher = watcher
        self._withdrawals = withdrawals
        self._validate = validate
        self._chosen: tuple[Candidate, ...] = ()

    @contextmanager
    def looking(self, hint: LookHint | None = None) -> Generator["Eye"]:
        self._chosen = ()
        collector = Collector(hint)
        try:
            yield Eye(self, self._watcher, collector)
        finally:
            collector.forget()

    def chosen(self, frames: tuple[Candidate, ...], assignment_id: UUID) -> FaceCheck:
        self._chosen = frames
        return FaceCheck(uuid4(), assignment_id)

    async def ask(self, check: FaceCheck) -> CheckAnswer:
        outcome = await self._outcome(check)
        if isinstance(outcome, CheckAnswer):
            return outcome
        # Without its causes and its traceback, whose frames and requests hold the pictures.
        outcome.__cause__ = outcome.__context__ = None
        raise outcome.with_traceback(None)

    def told(self, check: FaceCheck) -> None:
        self._withdrawals.forget(check.check_id)

    def withdraw(self, check: FaceCheck) -> None:
        self._withdrawals.lose(check.check_id)

    async def _outcome(self, check: FaceCheck) -> CheckAnswer | Exception:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._request(check)
        except TimeoutError:
            return Unreachable("no answer to the check by face yet")
        except (Unreachable, Broken, DomainError) as trouble:
            return trouble
        finally:
            self._chosen = ()

    async def _request(self, check: FaceCheck) -> CheckAnswer:
        await self._withdrawals.settle()
        validation = await self._validation(check)
        try:
            await self._withdrawals.keep(check.check_id)
        except OSError as cause:
            raise Broken(f"the check's id can't be kept, so it isn't sent: {cause}") from cause
        try:
            answer = await self._validate(validation)
        except _NO_CHECK_MADE:
            self.told(check)
            raise
        except (Unreachable, Broken, DomainError, asyncio.CancelledError):
            self.withdraw(check)
            raise
        if answer.verdict is not Verdict.ACCEPTED:  # nothing was used up
            self.told(check)
        return answer

    async def _validation(self, check: FaceCheck) -> TicketValidation:
        frames, self._chosen = self._chosen, ()
        images = await self._watcher.files_of(frames)
        return TicketValidation(check_id=check.check_id, assignment_id=check.assignment_id, images=images)


class Eye:
    """One passenger's looking into the camera."""

    def __init__(self, desk: FaceDesk, watcher: Watcher, collector: Collector) -> None:
        self._desk = desk
        self._watcher = watcher
        self._collector = collector

    async def sees(self, known: LookHint | None) -> Looked:
        return await self._watcher.watch(self._collector, known)

    def check(self, assignment_id: UUID) -> FaceCheck:
        return self._desk.chosen(self._collector.frames(), assignment_id)
