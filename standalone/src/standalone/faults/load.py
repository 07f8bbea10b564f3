"""A steady load: everything begins by its schedule, however the stack does, and is asked again until it is answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError
from standalone.faults.journal import Attempt, Journal, asking

# Robots wait as they are told, and no longer than this.
_LONGEST_WAIT_SECONDS: Final = 2.0
_WAIT_SECONDS: Final = 0.5
_MOST_ON_THE_WAY: Final = 1000

# Asks once, under this id. Raises what clients raise; anything but an answer is asked again.
Ask = Callable[[UUID], Awaitable[object]]


@dataclass(frozen=True)
class Flow:
    kind: str
    per_second: float
    next: Callable[[], Ask]
    """What is to be asked: the same for every attempt."""
    retried: bool = True


@dataclass
class Load:
    flows: list[Flow]
    journal: Journal = field(default_factory=Journal)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _on_the_way: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    _schedules: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])
    _broken: list[BaseException] = field(default_factory=list[BaseException])

    def start(self) -> None:
        self._schedules = [asyncio.create_task(self._keep(flow)) for flow in self.flows]

    async def stop(self, seconds: float) -> int:
        """Begin nothing more, and wait for what is on its way. How much of it was not answered in time.

        Raises what the load itself failed by, such as tickets that ran out: a load that ended early shows nothing.
        """
        self._stopping.set()
        await asyncio.gather(*self._schedules)
        left = set(self._on_the_way)
        if left:
            _, left = await asyncio.wait(left, timeout=seconds)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if self._broken:
            raise BaseExceptionGroup("the load itself failed", self._broken)
        return len(left)

    async def _keep(self, flow: Flow) -> None:
        loop = asyncio.get_running_loop()
        begun, number = loop.time(), 0
        while not self._stopping.is_set():
            await asyncio.sleep(max(0, begun + number / flow.per_second - loop.time()))
            number += 1
            if len(self._on_the_way) >= _MOST_ON_THE_WAY:
                self.journal.skipped += 1
                continue
            task = asyncio.create_task(self._until_answered(flow, flow.next()))
            self._on_the_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        failed = None if task.cancelled() else task.exception()
        if failed:
            self._broken.append(failed)

    async def _until_answered(self, flow: Flow, ask: Ask) -> None:
        id_ = uuid4()
        while True:
            attempt = Attempt(flow.kind, id_, time.monotonic())
            wait = await self._attempt(attempt, ask)
            attempt.ended = time.monotonic()
            self.journal.attempts.append(attempt)
            if attempt.acknowledged or not flow.retried:
                return
            await asyncio.sleep(wait)

    async def _attempt(self, attempt: Attempt, ask: Ask) -> float:
        """How long to wait before the next one."""
        asking.set(attempt)
        try:
            await ask(attempt.id)
        except Unreachable as away:
            attempt.error = str(away)
            return min(away.retry_after or _WAIT_SECONDS, _LONGEST_WAIT_SECONDS)
        except (DomainError, Broken, AssertionError) as refused:
            attempt.error = f"{type(refused).__name__}: {refused}"
            return _WAIT_SECONDS
        attempt.acknowledged = True
        return 0
