"""How long the event loop keeps others waiting: a heartbeat, and how late each beat comes."""

import asyncio
from collections import deque
from dataclasses import dataclass

BEAT_SECONDS = 0.005
# A later beat than this counts as a stall: a frame of a screen at 60 Hz.
STALL_SECONDS = 0.016
_REMEMBERED_BEATS = 120_000  # ten minutes


@dataclass(frozen=True)
class Stalls:
    """Of the time since the last reset."""

    beats: int
    count: int
    longest_ms: float
    p99_ms: float


class StallMonitor:
    """Costs some 200 wake-ups a second, so it runs only where somebody looks at it."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=_REMEMBERED_BEATS)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self._late.append(max(0.0, loop.time() - due))

    def reset(self) -> None:
        self._late.clear()

    def since_reset(self) -> Stalls:
        late = sorted(self._late)
        if not late:
            return Stalls(0, 0, 0.0, 0.0)
        p99 = late[min(len(late) - 1, int(len(late) * 0.99))]
        stalls = sum(1 for beat in late if beat > STALL_SECONDS)
        return Stalls(len(late), stalls, late[-1] * 1000, p99 * 1000)
