"""Counts of failed attempts, in Redis. A failure slows down or refuses failures, never somebody else's success."""

from redis.asyncio import Redis

WINDOW_SECONDS = 300


class FailureLimits:
    """Counts failures by key (an address, a device, a login) over a window.

    The caller checks the attempt first and asks afterwards: only the answer to a failure becomes 429. So a flood of
    failures behind a train's one address, or against one engineer's login, locks nobody out.
    """

    def __init__(self, redis: Redis, limit: int) -> None:
        self._redis = redis
        self._limit = limit

    async def record(self, *keys: str) -> bool:
        """Count a failure under each key; True where one of them has had too many."""
        async with self._redis.pipeline(transaction=True) as pipe:
            for key in keys:
                pipe.incr(f"failures:{key}")
                pipe.expire(f"failures:{key}", WINDOW_SECONDS, nx=True)
            counts = await pipe.execute()
        return any(int(count) > self._limit for count in counts[::2])

    async def exceeded(self, *keys: str) -> bool:
        counts = await self._redis.mget([f"failures:{key}" for key in keys])
        return any(int(count or 0) >= self._limit for count in counts)
