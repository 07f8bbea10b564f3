"""The bell of a log of events, in Redis: it rings in every process when an event has got its place."""

from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

# The log is looked at as often as this when nobody rings.
_LOOK_SECONDS: Final = 1.0


class RedisBell:
    def __init__(self, redis: Redis, name: str, answer_seconds: float) -> None:
        """`redis`: of its own, for it waits in it; `answer_seconds`: after which that gives up on an answer."""
        self._redis = redis
        self._name = name
        self._wait_ms = int(min(_LOOK_SECONDS, answer_seconds / 2) * 1000)
        self._rung = 0

    async def wait(self, place: int) -> None:
        """An entry that was there before and has nothing behind it in the log, of another database, rings once."""
        after: dict[Any, Any] = {self._name: f"{max(place, self._rung)}-0"}
        # redis leaves the types of its answers open.
        heard = cast(
            "list[tuple[str, list[tuple[str, dict[str, str]]]]]", await self._redis.xread(after, block=self._wait_ms)
        )
        for _, entries in heard:
            self._rung = int(entries[-1][0].partition("-")[0])


async def ring(redis: Redis, name: str, place: int) -> None:
    """For the event of this place, which is committed. A bell that rang for a later one has rung for this."""
    try:
        await redis.xadd(name, {"place": place}, id=f"{place}-0", maxlen=1)
    except ResponseError as error:
        if "equal or smaller" not in str(error):
            raise
