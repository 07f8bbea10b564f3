"""What is done about telemetry without being asked: silence is noticed, and what is old goes.

Several replicas may do so at once: each statement leaves what another has done already.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from prometheus_client import Gauge
from sqlalchemy import CursorResult, text
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.telemetry import AlarmKind
from provodnik.server.background import Repeated
from provodnik.server.metrics import Metrics

_LOOK_SECONDS: Final = 15.0
# Few enough that nobody waits long for their locks.
_BATCH: Final = 5_000

# It gives way to whoever wants whole tables, such as a migration, sooner than PostgreSQL looks for deadlocks.
_GIVE_WAY: Final = text("SET LOCAL lock_timeout = '500ms'")

_OPEN_SILENT: Final = text("""
INSERT INTO robot_alarms (id, robot_id, kind, opened_at)
SELECT gen_random_uuid(), r.id, 'silent', :now
FROM robots r
JOIN assignments a ON a.robot_id = r.id AND a.ended_at IS NULL
WHERE r.revoked_at IS NULL AND a.created_at < :since
  AND NOT EXISTS (SELECT 1 FROM telemetry t WHERE t.robot_id = r.id AND t.received_at >= :since)
ORDER BY r.id
ON CONFLICT (robot_id, kind) WHERE closed_at IS NULL DO NOTHING
""")

# A robot that has no place is not missed, and one that was removed has no alarms.
_CLOSE_NEEDLESS: Final = text("""
UPDATE robot_alarms alarm SET closed_at = greatest(:now, alarm.opened_at)
FROM robots r
WHERE alarm.closed_at IS NULL AND r.id = alarm.robot_id
  AND (r.revoked_at IS NOT NULL
       OR alarm.kind = 'silent'
          AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.robot_id = r.id AND a.ended_at IS NULL))
""")

_COUNT_OPEN: Final = text("SELECT kind, count(*) AS alarms FROM robot_alarms WHERE closed_at IS NULL GROUP BY kind")

_REMOVE_OLD: Final = text("""
DELETE FROM telemetry WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM telemetry WHERE received_at < :before ORDER BY received_at LIMIT :batch
))
""")


class TelemetryWatch:
    def __init__(self, engine: AsyncEngine, metrics: Metrics, *, days: int, silent_seconds: float) -> None:
        self._engine = engine
        self._days = days
        self._silent_seconds = silent_seconds
        self._open_alarms = Gauge(
            "robot_alarms_open", "Alarms of robots that stand open.", ["kind"], registry=metrics.registry
        )

    async def run(self) -> None:
        """Until cancelled."""
        await Repeated("looks at the telemetry", self.look, _LOOK_SECONDS).run()

    async def look(self) -> None:
        now = datetime.now(UTC)
        async with self._engine.begin() as connection:
            await connection.execute(_GIVE_WAY)
            since = now - timedelta(seconds=self._silent_seconds)
            await connection.execute(_OPEN_SILENT, {"now": now, "since": since})
            await connection.execute(_CLOSE_NEEDLESS, {"now": now})
            open_ones = {row.kind: row.alarms for row in await connection.execute(_COUNT_OPEN)}
        for kind in AlarmKind:
            self._open_alarms.labels(kind).set(open_ones.get(kind, 0))
        await self.remove_older_than(now - timedelta(days=self._days))

    async def remove_older_than(self, before: datetime) -> None:
        """A batch at a time, each committed by itself."""
        removed = _BATCH
        while removed == _BATCH:
            async with self._engine.begin() as connection:
                await connection.execute(_GIVE_WAY)
                done = await connection.execute(_REMOVE_OLD, {"before": before, "batch": _BATCH})
            removed = cast("CursorResult[Any]", done).rowcount
