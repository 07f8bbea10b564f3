"""The boards of all stores, for one process."""

import asyncio
import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.background import Repeated
from provodnik.server.event_bell import RedisBell, ring
from provodnik.server.event_stream import EventFeed
from provodnik.server.redis_async import RedisSettings, connect_redis
from store_server.board.log import StoreEventLog
from store_server.models import StoreBoard, StoreEvent

logger = logging.getLogger(__name__)

_KEPT: Final = timedelta(days=7)
_SWEEP_SECONDS: Final = 3600


def _name(store_id: UUID) -> str:
    return f"board:{store_id}"


class Boards:
    def __init__(self, statements: AsyncEngine, redis: Redis, settings: RedisSettings) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._redis = redis
        self._answer_seconds = settings.answer_seconds
        # Of its own: the bells wait in it, which is no time spent on an answer.
        self._waiting = connect_redis(settings)
        self._feeds: dict[UUID, EventFeed] = {}
        self._rings = set[asyncio.Task[None]]()

    def feed(self, store_id: UUID) -> EventFeed:
        """It follows the store's log only while somebody listens."""
        if store_id not in self._feeds:
            bell = RedisBell(self._waiting, _name(store_id), self._answer_seconds)
            self._feeds[store_id] = EventFeed(StoreEventLog(self._statements, store_id), bell)
        return self._feeds[store_id]

    def ring(self, store_id: UUID, place: int) -> None:
        """An event is committed. Nobody waits for it: a board that doesn't hear of it looks by itself."""
        task = asyncio.create_task(self._ring(store_id, place))
        self._rings.add(task)
        task.add_done_callback(self._rings.discard)

    def end_all(self) -> None:
        """The server is told to end: no stream keeps it from that."""
        for feed in self._feeds.values():
            feed.end_all()

    async def keep_clean(self) -> None:
        """Until cancelled, remove what is kept no longer. The newest event stays, so that places go on after it."""
        old = delete(StoreEvent).where(
            StoreEvent.created_at <= func.now() - _KEPT,
            StoreEvent.store_id == StoreBoard.store_id,
            StoreEvent.place < StoreBoard.last_place,
        )

        async def remove() -> None:
            async with self._statements.connect() as connection:
                await connection.execute(old)

        await Repeated("old events of boards", remove, _SWEEP_SECONDS).run()

    async def close(self) -> None:
        await asyncio.gather(*self._rings)
        await self._waiting.aclose()

    async def _ring(self, store_id: UUID, place: int) -> None:
        try:
            await ring(self._redis, _name(store_id), place)
        except RedisError as error:
            logger.warning("a board is late: %s", type(error).__name__)
