"""What was asked of the stack under load, and how each attempt ended; and whether that was clean."""

import math
from collections import Counter
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx

# Refused for now, and the same may be asked again.
_NOT_NOW: Final = frozenset({429, 503})
_REFUSED_FROM: Final = 400
LONGEST_SECONDS: Final = 10.0


@dataclass
class Attempt:
    """`answers`: those that came, the last is the one that counts; an attempt may sign in first."""

    kind: str
    id: UUID
    began: float
    ended: float = 0
    acknowledged: bool = False
    answers: list["Answer"] = field(default_factory=list["Answer"])
    error: str = ""

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def outcome(self) -> str:
        if self.acknowledged:
            return "acknowledged"
        return str(self.answers[-1].status) if self._refusal else "no answer"

    @property
    def _refusal(self) -> "Answer | None":
        """One that had signed in and then lost its connection was answered, and not refused."""
        return self.answers[-1] if self.answers and self.answers[-1].status >= _REFUSED_FROM else None

    def fault(self, *, may_be_unreachable: bool) -> str:
        """What is wrong with how it ended; nothing where it was acknowledged or cleanly refused."""
        if self.seconds > LONGEST_SECONDS:
            return f"{self.kind} waited {self.seconds:.1f} s"
        if self.acknowledged:
            return ""
        if self._refusal is None:
            return "" if may_be_unreachable else f"{self.kind} had no good answer: {self.error}"
        return self._refusal.fault and f"{self.kind}: {self._refusal.fault}"


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    retry_after: str | None

    @property
    def fault(self) -> str:
        """Of a refusal."""
        if self.status not in _NOT_NOW:
            return f"status {self.status}"
        if not self.content_type.startswith("application/problem+json"):
            return f"{self.status} in {self.content_type or 'nothing'}"
        return "" if (self.retry_after or "").isdigit() else f"{self.status} without Retry-After"


asking: ContextVar[Attempt | None] = ContextVar("asking", default=None)


async def note_answer(response: httpx.Response) -> None:
    """For the event hooks of a client's `http`."""
    attempt = asking.get()
    if attempt:
        headers = response.headers
        attempt.answers.append(
            Answer(response.status_code, headers.get("Content-Type", ""), headers.get("Retry-After"))
        )


@dataclass
class Journal:
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    skipped: int = 0
    """What the generator didn't begin, for too much was on its way."""

    def acknowledged(self, kind: str) -> set[UUID]:
        return {attempt.id for attempt in self.attempts if attempt.kind == kind and attempt.acknowledged}

    def kinds(self) -> set[str]:
        return {attempt.kind for attempt in self.attempts}

    def faults(self, unreachable: tuple[float, float] | None = None) -> Counter[str]:
        """`unreachable`: from when until when there was nobody to give an answer."""
        since, until = unreachable or (math.inf, -math.inf)
        told = (
            attempt.fault(may_be_unreachable=attempt.ended >= since and attempt.began <= until)
            for attempt in self.attempts
        )
        return Counter(filter(None, told))

    def outcomes(self) -> Counter[str]:
        return Counter(attempt.outcome for attempt in self.attempts)

    def longest(self) -> float:
        return max((attempt.seconds for attempt in self.attempts), default=0)

    def recovered_at(self, since: float, kinds: Iterable[str]) -> float | None:
        """When all of it flowed again for good: each kind was answered, and nothing failed any more."""
        later = [attempt for attempt in self.attempts if attempt.ended >= since]
        first = [
            min((attempt.ended for attempt in later if attempt.kind == kind and attempt.acknowledged), default=None)
            for kind in kinds
        ]
        if None in first:
            return None
        failures = [attempt.ended for attempt in later if not attempt.acknowledged]
        return max([at for at in first if at is not None] + failures)
