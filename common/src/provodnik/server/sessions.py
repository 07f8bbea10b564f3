"""Sessions of devices, in Redis: the token's SHA-256 leads to its owner."""

import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from uuid import UUID

from redis.asyncio import Redis

SLIDING_SECONDS = 3600
ABSOLUTE_SECONDS = 24 * 3600


class DeviceKind(StrEnum):
    ROBOT = "robot"
    STORE = "store"


@dataclass(frozen=True)
class Device:
    """Whose session it is."""

    kind: DeviceKind
    id: UUID


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def _index(device: Device) -> str:
    return f"sessions:{device.kind}:{device.id}"


class DeviceSessions:
    """Opaque tokens that slide by an hour with each use, end after a day, and die at once with their device."""

    def __init__(self, redis: Redis, now: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._now = now

    async def open(self, device: Device) -> str:
        token = secrets.token_urlsafe(32)
        key, index = _key(token), _index(device)
        # In this order, so that it need not be one transaction: a session that is not in the index could not be ended.
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.sadd(index, key)
            pipe.expire(index, ABSOLUTE_SECONDS)
            pipe.set(key, f"{device.kind}:{device.id}:{self._now() + ABSOLUTE_SECONDS:.0f}", ex=SLIDING_SECONDS)
            await pipe.execute()
        return token

    async def owner(self, token: str) -> Device | None:
        """Whose token this is, if it lives; using it keeps it alive."""
        key = _key(token)
        stored = cast("str | None", await self._redis.getex(key, ex=SLIDING_SECONDS))
        if stored is None:
            return None
        kind, device_id, ends = stored.split(":")
        if self._now() >= float(ends):
            await self._redis.delete(key)
            return None
        return Device(DeviceKind(kind), UUID(device_id))

    async def close(self, token: str) -> None:
        await self._redis.delete(_key(token))

    async def close_all(self, device: Device) -> None:
        """End every session of a device."""
        index = _index(device)
        keys = await cast("Awaitable[set[str]]", self._redis.smembers(index))
        await self._redis.delete(*keys, index)
