"""Old rows of the audit log go.

Several replicas may do so at once: each leaves what another is removing.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, cast

from sqlalchemy import CursorResult, delete, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.models import AuditEntry
from provodnik.server.background import Repeated

_LOOK_SECONDS: Final = 3600.0
# Few enough that no statement takes long.
_BATCH: Final = 5_000

# It gives way to whoever wants whole tables, such as a migration, sooner than PostgreSQL looks for deadlocks.
_GIVE_WAY: Final = text("SET LOCAL lock_timeout = '500ms'")


class AuditRetention:
    def __init__(self, engine: AsyncEngine, days: int, batch: int = _BATCH) -> None:
        self._engine = engine
        self._days = days
        self._batch = batch

    async def run(self) -> None:
        """Until cancelled."""
        await Repeated("old rows of the audit log", self.look, _LOOK_SECONDS).run()

    async def look(self) -> None:
        before = datetime.now(UTC) - timedelta(days=self._days)
        while await self._remove(before) == self._batch:
            pass

    async def _remove(self, before: datetime) -> int:
        """A batch; how many they were."""
        old = select(AuditEntry.id).where(AuditEntry.at < before).order_by(AuditEntry.at).limit(self._batch)
        removed = delete(AuditEntry).where(AuditEntry.id.in_(old.with_for_update(skip_locked=True)))
        async with self._engine.begin() as connection:
            await connection.execute(_GIVE_WAY)
            return cast("CursorResult[None]", await connection.execute(removed)).rowcount
