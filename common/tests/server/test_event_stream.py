"""A stream of events, over a log in memory."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Message

from provodnik.server.event_stream import EventFeed, EventStream, LoggedEvent, StreamPace

QUICK = StreamPace(heartbeat_seconds=30, send_seconds=0.2, behind=5, at_once=3, retry_seconds=0.01)


class Memory:
    """The log and its bell. `deaf`: the bell rings for nothing; `away`: the log can't be read."""

    def __init__(self, count: int = 0, first: int = 1) -> None:
        self.events = [event(place) for place in range(first, first + count)]
        self.away = False
        self.reads = 0
        self._rung = asyncio.Event()

    def add(self, count: int = 1) -> None:
        for _ in range(count):
            self.events.append(event(self.events[-1].place + 1 if self.events else 1))
        self._rung.set()

    async def bounds(self) -> tuple[int, int]:
        self._there()
        return (self.events[0].place, self.events[-1].place) if self.events else (1, 0)

    async def after(self, place: int, most: int) -> list[LoggedEvent]:
        self._there()
        self.reads += 1
        return [event for event in self.events if event.place > place][:most]

    async def wait(self, place: int) -> None:
        del place
        await self._rung.wait()
        self._rung.clear()

    def _there(self) -> None:
        if self.away:
            raise ConnectionError


class Client:
    """The other end of an answer. `takes`: whether it reads what it is sent."""

    def __init__(self) -> None:
        self.text = ""
        self.messages: list[Message] = []
        self.takes = True
        self._more, self._gone = asyncio.Event(), asyncio.Event()

    async def send(self, message: Message) -> None:
        if not self.takes:
            await asyncio.Event().wait()
        self.messages.append(message)
        self.text += message.get("body", b"").decode()
        self._more.set()

    async def receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._gone.set()

    async def sees(self, text: str) -> None:
        async with asyncio.timeout(5):
            while text not in self.text:
                self._more.clear()
                await self._more.wait()

    @property
    def ids(self) -> list[int]:
        """Of the events, in the order in which they came."""
        blocks = [block for block in self.text.split("\n\n") if "data: " in block]
        return [int(block.splitlines()[0].removeprefix("id: ")) for block in blocks]


def event(place: int) -> LoggedEvent:
    return LoggedEvent(place, "help.called", f'{{"n": {place}}}')


@asynccontextmanager
async def connected(feed: EventFeed, after: int | None = None, seconds: float = 30) -> AsyncGenerator[Client]:
    client = Client()
    task = asyncio.create_task(EventStream(feed, after, seconds)({}, client.receive, client.send))
    try:
        await client.sees("id: ")
        yield client
    finally:
        client.leave()
        await asyncio.wait_for(task, 5)


async def test_it_begins_now_and_tells_where_that_is() -> None:
    memory = Memory(2)
    async with connected(EventFeed(memory, memory, QUICK)) as client:
        memory.add(2)
        await client.sees("id: 4\n")

    assert client.text.startswith('id: 2\n\nid: 3\nevent: help.called\ndata: {"n": 3}\n\n')
    assert client.ids == [3, 4]


@pytest.mark.parametrize("after", range(8))
async def test_it_goes_on_behind_the_place_that_it_is_told(after: int) -> None:
    memory = Memory(7)
    async with connected(EventFeed(memory, memory, QUICK), after) as client:
        memory.add()
        await client.sees("id: 8\n")

    assert client.ids == [*range(after + 1, 9)]


@pytest.mark.parametrize("after", [0, 3, 11, 2**62])
async def test_a_place_that_is_kept_no_more_or_never_was_is_told_to_begin_anew(after: int) -> None:
    memory = Memory(6, first=5)
    async with connected(EventFeed(memory, memory, QUICK), after) as client:
        memory.add()
        await client.sees("id: 11\nevent: help")

    assert client.text.startswith("id: 10\nevent: reset\ndata: {}\n\n")
    assert client.ids == [10, 11]


async def test_many_clients_are_read_for_once() -> None:
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    async with connected(feed) as first, connected(feed) as second, connected(feed) as third:
        await asyncio.sleep(0)
        before = memory.reads
        memory.add()
        for client in (first, second, third):
            await client.sees("id: 1\n")
        reads = memory.reads - before

    assert reads <= 2
    assert [client.ids for client in (first, second, third)] == [[1]] * 3


async def test_nobody_reads_while_nobody_listens() -> None:
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    async with connected(feed):
        pass
    reads = memory.reads
    memory.add()
    await asyncio.sleep(0.05)

    assert memory.reads == reads


async def test_a_silent_stream_has_a_heartbeat() -> None:
    memory = Memory()
    async with connected(EventFeed(memory, memory, StreamPace(heartbeat_seconds=0.01))) as client:
        await client.sees(": \n\n: \n\n")

    assert client.ids == []


async def test_it_ends_with_the_token() -> None:
    memory = Memory()
    client = Client()

    await asyncio.wait_for(
        EventStream(EventFeed(memory, memory, QUICK), None, 0.05)({}, client.receive, client.send), 5
    )

    assert client.messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_it_ends_with_the_server() -> None:
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    client = Client()
    task = asyncio.create_task(EventStream(feed, None, 30)({}, client.receive, client.send))
    await client.sees("id: ")

    feed.end_all()
    await asyncio.wait_for(task, 5)

    assert client.messages[-1]["more_body"] is False


async def test_a_client_that_takes_nothing_is_cut_off_and_holds_nobody_up() -> None:
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    slow = Client()
    task = asyncio.create_task(EventStream(feed, None, 30)({}, slow.receive, slow.send))
    await slow.sees("id: ")
    slow.takes = False
    async with connected(feed) as quick:
        for place in range(1, 21):
            memory.add()
            await quick.sees(f"id: {place}\n")
        await asyncio.wait_for(task, 5)

        assert quick.ids == [*range(1, 21)]


async def test_what_a_client_that_lags_missed_is_not_skipped_but_asked_for_again() -> None:
    """More than is kept for it in between: it is cut off before it could miss one."""
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    seen: list[int] = []
    for _ in range(30):
        async with connected(feed, seen[-1] if seen else 0) as client:
            memory.add(4)
            await asyncio.sleep(0.002)
        seen += client.ids
    async with connected(feed, seen[-1] if seen else 0) as client:
        await client.sees("id: 120\n")
    seen += [place for place in client.ids if place <= 120]

    assert seen == [*range(1, 121)]


async def test_while_the_log_is_away_events_are_late_and_not_lost(caplog: pytest.LogCaptureFixture) -> None:
    memory = Memory()
    async with connected(EventFeed(memory, memory, QUICK)) as client:
        memory.away = True
        memory.add()
        await asyncio.sleep(0.05)
        memory.away = False
        await client.sees("id: 1\n")

    assert [record.message for record in caplog.records] == ["events wait: ConnectionError"]


async def test_where_the_log_is_away_from_the_start_nothing_is_sent() -> None:
    memory = Memory()
    memory.away = True
    client = Client()

    with pytest.raises(ConnectionError):
        await EventStream(EventFeed(memory, memory, QUICK), None, 30)({}, client.receive, client.send)

    assert client.messages == []


async def test_a_database_that_was_put_back_is_followed_from_where_it_is() -> None:
    memory = Memory(9)
    feed = EventFeed(memory, memory, QUICK)
    async with connected(feed):
        memory.events = memory.events[:4]
        async with connected(feed, 9) as client:
            memory.add()
            await client.sees("id: 5\n")

    assert client.ids == [4, 5]
    assert "event: reset" in client.text


async def test_a_client_that_comes_while_an_event_does_doubles_it_for_nobody() -> None:
    """The event has its place after the log was asked for its end, and before the answer is there."""
    memory = Memory()
    feed = EventFeed(memory, memory, QUICK)
    async with connected(feed) as first:
        bounds = memory.bounds

        async def overtaken() -> tuple[int, int]:
            memory.bounds = bounds
            answer = await bounds()
            memory.add()
            await first.sees("id: 1\n")
            return answer

        memory.bounds = overtaken
        async with connected(feed) as second:
            memory.add()
            await second.sees("id: 2\n")
            await first.sees("id: 2\n")

    assert first.ids == [1, 2]
    assert second.ids == [2]


async def test_no_proxy_holds_it_back_and_nobody_keeps_it() -> None:
    memory = Memory()
    async with connected(EventFeed(memory, memory, QUICK)) as client:
        start: Any = client.messages[0]

    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert headers == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
    }
