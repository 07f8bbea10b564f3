import json
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.server.event_stream import LoggedEvent
from store_server.models import StoreEvent


class StoreEventLog:
    """A store's events, as they are kept in PostgreSQL."""

    def __init__(self, statements: AsyncEngine, store_id: UUID) -> None:
        """`statements`: an engine that commits every statement when it returns, so no connection is held."""
        self._statements = statements
        self._of_store = StoreEvent.store_id == store_id

    async def bounds(self) -> tuple[int, int]:
        query = select(func.min(StoreEvent.place), func.max(StoreEvent.place)).where(self._of_store)
        async with self._statements.connect() as connection:
            first, last = (await connection.execute(query)).one()
        return first or 1, last or 0

    async def after(self, place: int, most: int) -> list[LoggedEvent]:
        query = select(StoreEvent.place, StoreEvent.kind, StoreEvent.data)
        later = query.where(self._of_store, StoreEvent.place > place).order_by(StoreEvent.place).limit(most)
        async with self._statements.connect() as connection:
            rows = (await connection.execute(later)).all()
        return [LoggedEvent(row.place, row.kind, json.dumps(row.data, ensure_ascii=False)) for row in rows]
