"""Server-sent events, read as a browser does: after a lost connection they go on behind the last one."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from provodnik.clients.errors import Unreachable
from provodnik.clients.transport import Transport
from provodnik.contracts.errors import Unavailable

# Three heartbeats: a connection that is silent for longer is lost, whatever TCP says.
_SILENCE_SECONDS: Final = 45
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 5


@dataclass(frozen=True)
class ServerEvent:
    id: str
    name: str
    data: str


class EventSource:
    def __init__(self, transport: Transport, path: str, token: Callable[[], Awaitable[str]]) -> None:
        """`token`: asked before each connection."""
        self._transport = transport
        self._path = path
        self._token = token

    async def events(self, last_id: str | None) -> AsyncGenerator[ServerEvent]:
        """For ever, from now on or behind `last_id`. Raises a DomainError where the server refuses, Broken.

        Whoever leaves it early closes it (`contextlib.aclosing`).
        """
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                async with aclosing(self._once(last_id)) as events:
                    async for event in events:
                        last_id, pause = event.id, _FIRST_PAUSE_SECONDS
                        if event.data:  # else it tells the place alone
                            yield event
            except (Unreachable, Unavailable):
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _once(self, last_id: str | None) -> AsyncGenerator[ServerEvent]:
        headers = {b"Last-Event-ID": last_id.encode()} if last_id is not None else {}
        token = await self._token()
        connection = self._transport.lines(self._path, token=token, headers=headers, silence_seconds=_SILENCE_SECONDS)
        async with connection as lines:
            async for event in _events(lines):
                yield event


async def _events(lines: AsyncIterator[str]) -> AsyncGenerator[ServerEvent]:
    """By the rules of HTML's "Server-sent events", as far as our servers write them."""
    fields: dict[str, str] = {}
    async for line in lines:
        if not line:
            if "id" in fields:
                yield ServerEvent(fields["id"], fields.get("event", "message"), fields.get("data", ""))
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
