"""Sends what is waiting, again and again, until it has been answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import DomainError
from robot.states.ports import Clock
from robot.waiting import first_of

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0


class Delivery(Generic[Item]):
    def __init__(
        self, waiting: Callable[[], Sequence[Item]], send: Callable[[Item], Awaitable[object]], clock: Clock
    ) -> None:
        """`waiting`: what is to be sent, the oldest first; `send` takes off it what was answered."""
        self._waiting = waiting
        self._send = send
        self._clock = clock
        self._work = asyncio.Event()
        self._reachable = asyncio.Event()

    def begin(self) -> None:
        """Something is waiting."""
        self._work.set()

    def reachable(self) -> None:
        """The server has just answered something else: what is waiting need not wait longer."""
        self._reachable.set()

    async def run(self) -> None:
        while True:
            await self._deliver()
            await self._work.wait()

    async def _deliver(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while waiting := self._waiting():
            self._reachable.clear()
            answered = await self._round(waiting)
            if not self._waiting():
                break
            pause = FIRST_PAUSE_SECONDS if answered else min(pause * 2, LONGEST_PAUSE_SECONDS)
            await first_of(self._clock.sleep(pause), self._reached())
        self._work.clear()

    async def _reached(self) -> None:
        await self._reachable.wait()

    async def _round(self, waiting: Sequence[Item]) -> bool:
        """Whether anything was answered."""
        answered = False
        for item in waiting:
            try:
                await self._send(item)
                answered = True
            except Unreachable:
                break
            except (Broken, DomainError) as trouble:  # the others may fare better
                logger.warning("a kept request got no usable answer: %s", trouble)
        return answered
