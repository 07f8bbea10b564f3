"""Work that goes on beside the requests."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

logger = logging.getLogger(__name__)

# A service that starts has better to do than what can wait for a moment.
_FIRST_SECONDS: Final = 2.0
_AGAIN_SECONDS: Final = 1.0


@asynccontextmanager
async def at_work(*jobs: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Run the jobs, which never end by themselves, meanwhile. Raises what one of them failed by, in the end."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        await _cancel(tasks)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error


async def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Again and again: a library may lose a cancellation that comes as its own waiting ends."""
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=_AGAIN_SECONDS)


class Repeated:
    """Work that is done again and again, also when it failed, and at once when it is woken."""

    def __init__(
        self,
        what: str,
        work: Callable[[], Awaitable[object]],
        seconds: float,
        said_elsewhere: tuple[type[Exception], ...] = (),
    ) -> None:
        """`what`: as the log calls it when it fails, such as "events". `said_elsewhere`: what it doesn't log."""
        self._what = what
        self._work = work
        self._seconds = seconds
        self._said_elsewhere = said_elsewhere
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled, from a moment after the start on. That it fails is said once, until it does not."""
        failing = False
        await self._pause(min(self._seconds, _FIRST_SECONDS))
        while True:
            self._woken.clear()
            try:
                await self._work()
                failing = False
            except self._said_elsewhere:
                pass
            except Exception as error:  # noqa: BLE001 - the database is away, or anything else: it goes on afterwards
                if not failing:
                    logger.warning("%s wait: %s", self._what, type(error).__name__)
                failing = True
                self._woken.clear()  # what woke it is still to be done, and not at once
            await self._pause(self._seconds)

    async def _pause(self, seconds: float) -> None:
        """Until it is woken, or so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
