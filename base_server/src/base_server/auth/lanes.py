"""Where attempts wait after too many failures: one at a time, slowly, and only with those of the same address."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from provodnik.contracts.errors import TooManyFailures

SECONDS_BETWEEN = 1.0
LONGEST_QUEUE = 8


@dataclass
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class SlowLanes:
    """Slows down guessing without shutting anybody out: a right answer in a lane comes late, but it comes.

    Only an address that keeps eight attempts waiting at once is refused more of them.
    """

    def __init__(self, seconds_between: float = SECONDS_BETWEEN) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._seconds_between = seconds_between

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncGenerator[None]:
        lane = self._lanes.setdefault(address, _Lane())
        if lane.waiting >= LONGEST_QUEUE:
            raise TooManyFailures
        lane.waiting += 1
        try:
            async with lane.turn:
                await asyncio.sleep(self._seconds_between)
                yield
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                self._lanes.pop(address, None)
