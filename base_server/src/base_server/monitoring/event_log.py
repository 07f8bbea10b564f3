"""The log of events in PostgreSQL, as terminals go on from it."""

import json

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.models import MonitoringEvent
from provodnik.server.event_stream import LoggedEvent


class PostgresEventLog:
    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine that commits every statement when it returns, so no connection is held."""
        self._statements = statements

    async def bounds(self) -> tuple[int, int]:
        place = MonitoringEvent.place
        query = select(func.min(place), func.max(place))
        async with self._statements.connect() as connection:
            first, last = (await connection.execute(query)).one()
        return first or 1, last or 0

    async def after(self, place: int, most: int) -> list[LoggedEvent]:
        query = select(MonitoringEvent.place, MonitoringEvent.kind, MonitoringEvent.data)
        later = query.where(MonitoringEvent.place > place).order_by(MonitoringEvent.place).limit(most)
        async with self._statements.connect() as connection:
            rows = (await connection.execute(later)).all()
        return [LoggedEvent(row.place, row.kind, json.dumps(row.data, ensure_ascii=False)) for row in rows]
