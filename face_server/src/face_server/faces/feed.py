"""Replicas tell each other whose photographs changed, through a stream in Redis.

A message names a person by pseudonym and holds nothing of them: whoever reads it asks Chroma. So a message may come
twice, late or in another order. One that is lost is made good by the periodic comparison, and sooner where it can be
noticed: after a loss of the connection, or when a replica's numbering has a gap.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from face_server.faces.provenance import GalleryName

logger = logging.getLogger(__name__)

STREAM: Final = "face_server:changes"
# Some hours of a busy railway; a replica that is further behind compares everything.
MOST_MESSAGES: Final = 10_000
_WAIT_MS: Final = 1_000  # shorter than the time that Redis has for an answer
_RETRY_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Changed:
    gallery: GalleryName
    person: str


@dataclass(frozen=True)
class Missed:
    """Messages may have been lost: only a comparison of everything tells."""


class ChangeFeed:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._replica = secrets.token_hex(8)
        self._sent = 0
        self._seen: dict[str, int] = {}

    async def announce(self, gallery: GalleryName, person: str) -> None:
        """Redis may be down: the change is made by now, and the others find it when they compare."""
        self._sent += 1
        message = {"gallery": gallery.value, "person": person, "replica": self._replica, "number": str(self._sent)}
        try:
            await self._command("XADD", STREAM, "MAXLEN", "~", MOST_MESSAGES, "*", *_flat(message))
        except (RedisError, OSError) as error:
            logger.warning("a change could not be told to other replicas (%s)", type(error).__name__)

    async def follow(self) -> AsyncGenerator[Changed | Missed]:
        """The other replicas' changes, for ever. It begins with Missed, once Redis is there."""
        while True:
            try:
                last = await self._newest()
                yield Missed()
                while True:
                    for number, message in await self._after(last):
                        last = number
                        for told in self._read(message):
                            yield told
            except (RedisError, OSError):
                await asyncio.sleep(_RETRY_SECONDS)

    def _read(self, message: dict[str, str]) -> list[Changed | Missed]:
        try:
            gallery, replica, number = GalleryName(message["gallery"]), message["replica"], int(message["number"])
            changed = Changed(gallery, message["person"])
        except (KeyError, ValueError):  # another version's
            return [Missed()]
        if replica == self._replica:
            return []
        before = self._seen.get(replica, number - 1)
        self._seen[replica] = number
        missed = [Missed()] if number != before + 1 else []
        return [*missed, changed]

    async def _newest(self) -> str:
        entries = await self._command("XREVRANGE", STREAM, "+", "-", "COUNT", 1)
        return entries[0][0] if entries else "0-0"

    async def _after(self, last: str) -> list[tuple[str, dict[str, str]]]:
        answer = await self._command("XREAD", "COUNT", 100, "BLOCK", _WAIT_MS, "STREAMS", STREAM, last)
        return answer[0][1] if answer else []

    async def _command(self, *words: str | int) -> Any:
        return await cast("Any", self._redis).execute_command(*words)


def _flat(message: dict[str, str]) -> list[str]:
    return [word for pair in message.items() for word in pair]
