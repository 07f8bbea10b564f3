"""Gives each event its place, and rings: one process at a time, whichever comes first."""

from typing import Final

from redis.asyncio import Redis
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import MonitoringEvent
from provodnik.server.database import Sessions
from provodnik.server.event_bell import ring

BELL: Final = "monitoring:events"
_AT_ONCE: Final = 200
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('monitoring events'))")
# Its own statement, after the lock: a statement sees what was committed before it began.
_PLACE: Final = text("""
UPDATE monitoring_events e SET place = n.place
FROM (SELECT id, (SELECT coalesce(max(place), 0) FROM monitoring_events) + row_number() OVER (ORDER BY id) AS place
      FROM monitoring_events WHERE place IS NULL) n
WHERE e.id = n.id
""")


class Dispatcher:
    """An event has its place from one commit on, and is rung for before the next: a death in between rings again.

    The place is the entry's id in Redis, where the same id is taken once.
    """

    def __init__(self, sessions: Sessions, redis: Redis) -> None:
        self._sessions = sessions
        self._redis = redis

    async def dispatch(self) -> None:
        """All that are there now."""
        if not await self._any():
            return
        async with self._sessions() as session, session.begin():
            await session.execute(_LOCK)
            await session.execute(_PLACE)
        while await self._ring_some():
            pass

    async def _any(self) -> bool:
        async with self._sessions() as session:
            unsent = select(MonitoringEvent.id).where(MonitoringEvent.sent_at.is_(None))
            return await session.scalar(unsent.limit(1)) is not None

    async def _ring_some(self) -> bool:
        async with self._sessions() as session, session.begin():
            await session.execute(_LOCK)
            return await self._ring(session) == _AT_ONCE

    async def _ring(self, session: AsyncSession) -> int:
        """How many there were."""
        unsent = select(MonitoringEvent.id, MonitoringEvent.place).where(
            MonitoringEvent.sent_at.is_(None), MonitoringEvent.place.is_not(None)
        )
        events = (await session.execute(unsent.order_by(MonitoringEvent.place).limit(_AT_ONCE))).all()
        for event in events:
            await ring(self._redis, BELL, event.place)
        rung = update(MonitoringEvent).where(MonitoringEvent.id.in_([event.id for event in events]))
        await session.execute(rung.values(sent_at=func.clock_timestamp()))
        return len(events)
