"""Removes what is kept no longer, also when nobody looks at it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from base_server.models import (
    IncidentFrame,
    MonitoringEvent,
    Sighting,
    WatchlistEntry,
    WatchlistHit,
    WatchlistRemoval,
)
from base_server.users.face_records import NOW
from provodnik.server.database import Sessions

EVENTS_KEPT: Final = timedelta(days=7)
# A sighting is looked up within an hour, or given up; this one had nobody who would.
_SIGHTINGS_KEPT: Final = timedelta(days=1)
_BATCH: Final = 200


class Expiry:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def sweep(self) -> None:
        # The newest event stays: the next one's place is counted from it.
        newest = select(func.max(MonitoringEvent.place)).scalar_subquery()
        await self._remove(IncidentFrame, IncidentFrame.expires_at <= NOW)
        await self._remove(WatchlistHit, WatchlistHit.expires_at <= NOW)
        await self._remove(Sighting, Sighting.created_at <= NOW - _SIGHTINGS_KEPT)
        await self._remove(MonitoringEvent, MonitoringEvent.at <= NOW - EVENTS_KEPT, MonitoringEvent.place < newest)
        await self._remove(WatchlistEntry, WatchlistEntry.expires_at <= NOW)

    async def _remove(self, table: type[Any], *old: ColumnElement[bool]) -> None:
        """In batches, each a transaction: rows with pictures are large."""
        while await self._remove_some(table, old) == _BATCH:
            pass

    async def _remove_some(self, table: type[Any], old: Sequence[ColumnElement[bool]]) -> int:
        some = select(table.id).where(*old).limit(_BATCH).with_for_update(skip_locked=True).cte("some")
        async with self._sessions() as session, session.begin():
            gone = (
                await session.scalars(delete(table).where(table.id.in_(select(some.c.id))).returning(table.id))
            ).all()
            if table is WatchlistEntry and gone:
                await session.execute(insert(WatchlistRemoval).values([{"id": entry_id} for entry_id in gone]))
        return len(gone)
