"""Work that waits in a table, and that several processes share: each takes what no other is at."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import func, select, update

from base_server.models import FaceLookup, WatchlistRemoval
from base_server.users.face_records import NOW
from provodnik.server.database import Sessions

Work = TypeVar("Work", FaceLookup, WatchlistRemoval)

_MOST_DOUBLINGS: Final = 10


@dataclass(frozen=True)
class Patience:
    """When work that was taken and not done is due again; `first_seconds`: longer than it takes."""

    first_seconds: float = 30
    longest_seconds: float = 600


async def claim(sessions: Sessions, table: type[Work], patience: Patience, only: UUID | None = None) -> Work | None:
    """The work that is due for longest, or `only` this. Commits: an attempt counts even if this process dies in it."""
    due = select(table.id).where(table.due_at <= NOW)
    if only is not None:
        due = due.where(table.id == only)
    first = due.order_by(table.due_at).limit(1).with_for_update(skip_locked=True).cte("due")
    pause = patience.first_seconds * func.power(2, func.least(table.attempts, _MOST_DOUBLINGS))
    due_at = NOW + func.least(pause, patience.longest_seconds) * timedelta(seconds=1)
    claimed = update(table).where(table.id == first.c.id).values(attempts=table.attempts + 1, due_at=due_at)
    async with sessions() as session, session.begin():
        return await session.scalar(claimed.returning(table))
