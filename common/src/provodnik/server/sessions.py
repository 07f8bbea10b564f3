"""Sessions of devices, in Redis: the token's SHA-256 leads to its owner."""

import hashlib
import secrets
import time
from collections.abc import Callable
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
    """Whose session it is. A store terminal's says for which store: store_server asks nobody else."""

    kind: DeviceKind
    id: UUID
    store_id: UUID | None = None


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def _index(device: Device) -> str:
    """A sorted set of the device's sessions, by when they end at the latest."""
    return f"sessions_by_end:{device.kind}:{device.id}"


def _stored(device: Device, ends: float) -> str:
    return f"{device.kind}:{device.id}:{device.store_id or ''}:{ends:.0f}"


def _read(stored: str) -> tuple[Device | None, float]:
    """Whose it is and when it ends; one that an older version stored is nobody's, and has ended."""
    try:
        kind, device_id, store_id, ends = stored.split(":")
    except ValueError:
        return None, 0
    return Device(DeviceKind(kind), UUID(device_id), UUID(store_id) if store_id else None), float(ends)


class DeviceSessions:
    """Opaque tokens that slide by an hour with each use, end after a day, and die at once with their device."""

    def __init__(self, redis: Redis, now: Callable[[], float] = time.time) -> None:
        self._redis = redis
        self._now = now

    async def open(self, device: Device) -> str:
        token = secrets.token_urlsafe(32)
        key, index, now = _key(token), _index(device), self._now()
        ends = now + ABSOLUTE_SECONDS
        # In this order, so that it need not be one transaction: a session that is not in the index could not be ended.
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(index, 0, now)  # or a device that signs in for years would leave a trace of each time
            pipe.zadd(index, {key: ends})
            pipe.expire(index, ABSOLUTE_SECONDS)
            pipe.set(key, _stored(device, ends), ex=SLIDING_SECONDS)
            await pipe.execute()
        return token

    async def owner(self, token: str) -> Device | None:
        """Whose token this is, if it lives; using it keeps it alive."""
        key = _key(token)
        stored = cast("str | None", await self._redis.getex(key, ex=SLIDING_SECONDS))
        if stored is None:
            return None
        device, ends = _read(stored)
        if self._now() >= ends:
            await self._redis.delete(key)
            return None
        return device

    async def close(self, token: str) -> None:
        await self._redis.delete(_key(token))

    async def close_all(self, device: Device) -> None:
        """End every session of a device that is open by now."""
        index = _index(device)
        keys = cast("list[str]", await self._redis.zrange(index, 0, -1))  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        await self._redis.delete(*keys, index)
