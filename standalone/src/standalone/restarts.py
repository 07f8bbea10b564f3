"""How often a child that fell over is put on its feet again."""

import time
from collections import deque
from collections.abc import Callable


class Restarts:
    """So many within a while: what falls over more often has a fault that another start won't mend."""

    def __init__(self, most: int = 3, within_seconds: float = 60, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._within_seconds = within_seconds
        self._now = now
        self._made: deque[float] = deque()

    def allow(self) -> bool:
        """Whether another one is due; it counts as made."""
        now = self._now()
        while self._made and now - self._made[0] > self._within_seconds:
            self._made.popleft()
        if len(self._made) >= self._most:
            return False
        self._made.append(now)
        return True
