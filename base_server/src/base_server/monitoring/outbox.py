"""Events are told in the transaction of what they tell of: both are committed, or neither."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from base_server.models import MonitoringEvent
from provodnik.contracts.monitoring_events import EventKind

# Where a session has what wakes this process's dispatcher. One without it is heard when the dispatcher looks.
WAKE: Final = "wake_dispatcher"


async def tell(session: AsyncSession, kind: EventKind, data: Mapping[str, Any]) -> None:
    """`data`: what JSON can hold, and nothing personal: ids, by which the rest is asked for."""
    await session.execute(insert(MonitoringEvent).values(kind=kind, data=dict(data)))
    wake: Callable[[], None] | None = session.info.get(WAKE)
    if wake:

        def committed(_: Session) -> None:
            wake()

        event.listen(session.sync_session, "after_commit", committed, once=True)
