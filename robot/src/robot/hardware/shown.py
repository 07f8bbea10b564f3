"""Remembers which views were shown, and when: what an eye before the screen would know."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from robot.states.ports import Screen
from robot.states.views import Header, LookIntoCamera, ScanTicket, Touch, View

_REMEMBERED = 200


@dataclass(frozen=True)
class Shown:
    """By name only: a view may hold a passenger's. `at` is monotonic time in seconds, the same in every process."""

    view: str
    number: int
    at: float
    hint: str = ""  # what the view advises, such as "closer"


class WatchedScreen:
    """A screen that can be asked what it shows."""

    def __init__(self, screen: Screen, now: Callable[[], float] = time.monotonic) -> None:
        self._screen = screen
        self._now = now
        self._history: deque[Shown] = deque([Shown("", 0, now())], maxlen=_REMEMBERED)
        self._another = asyncio.Event()

    @property
    def shown(self) -> Shown:
        return self._history[-1]

    async def wait_for(self, view: str, after: int, hint: str | None = None) -> Shown:
        """The first view of this name, and of this hint if any, with a greater number; it may be shown already."""
        while True:
            another = self._another
            for shown in self._history:
                if shown.number > after and shown.view == view and hint in {None, shown.hint}:
                    return shown
            await another.wait()

    def show(self, view: View) -> None:
        self._screen.show(view)
        hint = view.hint if isinstance(view, ScanTicket | LookIntoCamera) else None
        self._history.append(Shown(type(view).__name__, self.shown.number + 1, self._now(), hint or ""))
        self._another.set()
        self._another = asyncio.Event()

    def head(self, header: Header | None) -> None:
        self._screen.head(header)

    async def touch(self) -> Touch:
        return await self._screen.touch()

    def wipe(self) -> None:
        self._screen.wipe()
