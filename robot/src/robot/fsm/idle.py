"""Notices that nobody is there any more: warns, offers more time, and then gives up."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

from robot.states.kiosk import Idle
from robot.states.ports import Clock, Screen
from robot.states.views import StillThere, Touch, View
from robot.waiting import abandon

Happening = TypeVar("Happening")


class IdleWatch:
    """Implements Presence."""

    def __init__(self, screen: Screen, clock: Clock, idle_seconds: float, warning_seconds: int) -> None:
        self._screen = screen
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._warning_seconds = warning_seconds

    async def waits_for(self, shown: View, *happenings: Awaitable[Happening]) -> Happening | Touch:
        """What is awaited goes on during the warning, so a ticket held to the camera says "I'm here" too."""
        others = [_begin(happening) for happening in happenings]

        def next_touch() -> asyncio.Future[Happening | Touch]:
            return _begin(self._screen.touch())

        touch = next_touch()
        try:
            while True:
                if done := await self._first([touch, *others], self._idle_seconds):
                    return done.result()
                done = await self._first_while_warning([touch, *others])
                if done is None or done.result() is Touch.DONE:
                    raise Idle
                if done.result() is not Touch.MORE_TIME:
                    return done.result()
                self._screen.show(shown)
                touch = next_touch()
        finally:
            await abandon([touch, *others])

    async def _first_while_warning(
        self, awaited: Sequence[asyncio.Future[Happening | Touch]]
    ) -> asyncio.Future[Happening | Touch] | None:
        for left in range(self._warning_seconds, 0, -1):
            self._screen.show(StillThere(left))
            if done := await self._first(awaited, 1):
                return done
        return None

    async def _first(
        self, awaited: Sequence[asyncio.Future[Happening | Touch]], seconds: float
    ) -> asyncio.Future[Happening | Touch] | None:
        """None when the time is up first."""
        timer: asyncio.Future[Any] = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait([*awaited, timer], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await abandon([timer])
        return next((one for one in awaited if one.done()), None)


def _begin(awaitable: Awaitable[Happening | Touch]) -> asyncio.Future[Happening | Touch]:
    return asyncio.ensure_future(awaitable)
