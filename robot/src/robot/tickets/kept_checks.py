"""The checks whose answer no passenger has seen yet, in memory and on disk.

The server gives the same check the same answer for ever, so only the check is kept, never its answer: the passenger's
name is not written down anywhere.
"""

import time
from collections.abc import Callable
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from provodnik.contracts.checks import TicketValidation
from robot.kept.folder import KeptFolder

# How long a passenger who left before the answer has to come back for it.
REMEMBERED_SECONDS = 600.0


class KeptCheck(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    check: TicketValidation
    accepted_at: float | None = None  # Unix time, by the kiosk's clock


def code_of(check: TicketValidation) -> str:
    """Raises ValueError for a check by face, which is never kept: it holds pictures."""
    if check.code is None:
        raise ValueError("a check by face has no code, and is not kept")
    return check.code


class KeptChecks:
    """One check per code: whoever shows the code again gets the answer of the check that was made first."""

    def __init__(self, folder: KeptFolder[KeptCheck], now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now
        self._by_code = {code_of(kept.check): kept for kept in folder.load().values()}

    def of(self, code: str, assignment_id: UUID) -> TicketValidation:
        """Under whatever assignment it was made: only the very same check gets the answer that was lost."""
        self._forget_the_old()
        if code not in self._by_code:
            return TicketValidation(check_id=uuid4(), assignment_id=assignment_id, code=code)
        return self._by_code[code].check

    def unanswered(self) -> list[TicketValidation]:
        self._forget_the_old()
        return [kept.check for kept in self._by_code.values() if kept.accepted_at is None]

    async def keep(self, check: TicketValidation) -> None:
        """Returns once it is on the disk. Raises OSError."""
        if self._is_kept(check):
            return
        kept = KeptCheck(check=check)
        self._by_code[code_of(check)] = kept
        try:
            await self._folder.put(check.check_id, kept)
        except OSError:
            del self._by_code[code_of(check)]
            raise

    def accepted(self, check: TicketValidation) -> None:
        """The ticket is used up by this check: its passenger must be told so, and nobody else."""
        if self._is_kept(check):
            kept = KeptCheck(check=check, accepted_at=self._now())
            self._by_code[code_of(check)] = kept
            self._folder.put_soon(check.check_id, kept)

    def forget(self, check: TicketValidation) -> None:
        """Told, or refused: a new check of a refused ticket can only be refused again, or be better."""
        if self._is_kept(check):
            del self._by_code[code_of(check)]
            self._folder.remove_soon(check.check_id)

    def _is_kept(self, check: TicketValidation) -> bool:
        kept = self._by_code.get(code_of(check))
        return kept is not None and kept.check.check_id == check.check_id

    def _forget_the_old(self) -> None:
        now = self._now()
        for kept in list(self._by_code.values()):
            if kept.accepted_at is not None and abs(now - kept.accepted_at) > REMEMBERED_SECONDS:
                self.forget(kept.check)
