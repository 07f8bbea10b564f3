"""Server-sent events, resumable: each has a place in a log that has no gaps, and a client goes on after its last one.

One reader for each process follows the log for all of its clients; what a client has missed is read for it alone.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

logger = logging.getLogger(__name__)

RESET: Final = "reset"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would hold events back until it has some kilobytes of them
}


@dataclass(frozen=True)
class LoggedEvent:
    """`data`: JSON in one line."""

    place: int
    kind: str
    data: str


class EventLog(Protocol):
    """Where events are kept for as long as clients may go on from them."""

    async def bounds(self) -> tuple[int, int]:
        """The places of the first and the last event that are kept; (1, 0) where there never was one."""
        ...

    async def after(self, place: int, most: int) -> list[LoggedEvent]: ...


class EventBell(Protocol):
    """Rings when an event gets its place, in whichever process."""

    async def wait(self, place: int) -> None:
        """Until the log may hold something after `place`; a while at the most, for the bell may have missed it."""
        ...


@dataclass(frozen=True)
class StreamPace:
    """`behind`: how many events a client may lag; `send_seconds`: how long it may take to take one."""

    heartbeat_seconds: float = 15
    send_seconds: float = 10
    behind: int = 500
    at_once: int = 200
    retry_seconds: float = 1


_USUAL: Final = StreamPace()


class Ended(Exception):
    """The server sends this client no more: it may come back with the last place that it got."""


class Subscription:
    """The events that a client has not been sent yet."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting = deque[LoggedEvent]()
        self._changed = asyncio.Event()
        self._ended = False

    def offer(self, event: LoggedEvent) -> None:
        """To a client that lags too far behind nothing more is sent."""
        self._waiting.append(event)
        self._ended |= len(self._waiting) > self._most
        self._changed.set()

    def end(self) -> None:
        self._ended = True
        self._changed.set()

    async def next(self) -> LoggedEvent:
        """Raises Ended."""
        while not (self._waiting or self._ended):
            self._changed.clear()
            await self._changed.wait()
        if self._ended:
            raise Ended
        return self._waiting.popleft()


class EventFeed:
    """Offers what gets its place to every client of this process; it reads only while there is one."""

    def __init__(self, log: EventLog, bell: EventBell, pace: StreamPace = _USUAL) -> None:
        self.log = log
        self.pace = pace
        self._bell = bell
        self._subscriptions = set[Subscription]()
        self._reader: asyncio.Task[None] | None = None
        self._place = 0
        self._starting = asyncio.Lock()

    @asynccontextmanager
    async def subscribed(self) -> AsyncGenerator[Subscription]:
        """Whatever gets its place from now on is offered. Raises what the log does."""
        subscription = Subscription(self.pace.behind)
        async with self._starting:
            place = self._place
            _, last = await self.log.bounds()
            if last < place:  # the database was put back to an earlier state: let everybody come back to it
                self.end_all()
                self._stop()
            if self._reader is None:
                self._place = last
                self._reader = asyncio.create_task(self._read())
            self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
            if not self._subscriptions:
                self._stop()

    def end_all(self) -> None:
        """The server is told to end: no stream keeps it from that."""
        for subscription in self._subscriptions:
            subscription.end()

    def _stop(self) -> None:
        if self._reader:
            self._reader.cancel()
            self._reader = None

    async def _read(self) -> None:
        """Until cancelled. While something is away events are late, and none is lost."""
        failing = False
        while True:
            try:
                if not await self._offer_new():
                    await self._bell.wait(self._place)
                failing = False
            except Exception as error:  # noqa: BLE001 - the log or the bell is away, or anything else
                if not failing:
                    logger.error("events wait: %s", type(error).__name__)  # noqa: TRY400 - an outage is said in a line
                failing = True
                await asyncio.sleep(self.pace.retry_seconds)

    async def _offer_new(self) -> bool:
        events = await self.log.after(self._place, self.pace.at_once)
        for event in events:
            self._place = event.place
            for subscription in self._subscriptions:
                subscription.offer(event)
        return bool(events)


class EventStream(StreamingResponse):
    """The answer to a client: what came after the place that it names, else what comes from now on."""

    def __init__(self, feed: EventFeed, after: int | None, seconds: float) -> None:
        """It ends after so many `seconds`, and with the server."""
        super().__init__((), headers=_HEADERS, media_type="text/event-stream")
        self._feed = feed
        self._after = after
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what the log does, as long as nothing was sent."""
        del scope
        async with self._feed.subscribed() as subscription:
            bounds = await self._feed.log.bounds()
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            jobs = [
                asyncio.create_task(self._send_all(subscription, bounds, send)),
                asyncio.create_task(_disconnected(receive)),
            ]
            try:
                await asyncio.wait(jobs, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for job in jobs:
                    job.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await self._send(send, "", more=False)

    async def _send_all(self, subscription: Subscription, bounds: tuple[int, int], send: Send) -> None:
        try:
            async for text in self._texts(subscription, *bounds):
                await self._send(send, text)
        except (Ended, TimeoutError):
            pass  # the client comes back with its last place
        except Exception as error:  # noqa: BLE001 - too late for an answer: the client comes back, and is told then
            logger.error("a stream of events ends: %s", type(error).__name__)  # noqa: TRY400 - one line says it

    async def _send(self, send: Send, text: str, *, more: bool = True) -> None:
        """Raises TimeoutError for a client that doesn't take it."""
        async with asyncio.timeout(self._feed.pace.send_seconds):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": more})

    async def _texts(self, subscription: Subscription, first: int, last: int) -> AsyncIterator[str]:
        """Raises Ended."""
        place = last if self._after is None else self._after
        if not first - 1 <= place <= last:
            # What came in between is kept no more, or the place is another database's.
            place = last
            yield _text(LoggedEvent(last, RESET, "{}"))
        # No event: where the client is, so that it goes on from here even if nothing happens before it is cut off.
        yield f"id: {place}\n\n"
        while events := await self._feed.log.after(place, self._feed.pace.at_once):
            for event in events:
                yield _text(event)
            place = events[-1].place
        while True:
            try:
                async with asyncio.timeout(self._feed.pace.heartbeat_seconds):
                    event = await subscription.next()
            except TimeoutError:
                yield ": \n\n"
                continue
            if event.place > place:  # else it was in the log already
                place = event.place
                yield _text(event)


def _text(event: LoggedEvent) -> str:
    return f"id: {event.place}\nevent: {event.kind}\ndata: {event.data}\n\n"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
