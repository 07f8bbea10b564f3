"""Brings to an end what face_server has not acknowledged: photographs are taken back, and faces erased.

Several replicas may do so at once: each change is claimed by one of them, for a while.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.face_api.faces import Faces
from base_server.models import FaceChange, FaceErasure, UserFace
from base_server.users.face_records import NOW, in_seconds, locked_user
from provodnik.contracts.faces import FacesUnavailable
from provodnik.server.background import Repeated
from provodnik.server.database import Sessions

logger = logging.getLogger(__name__)

_MOST_DOUBLINGS: Final = 10


@dataclass(frozen=True)
class Pace:
    """When an unacknowledged change is looked at again.

    `under_way_seconds`: how long a request may still be under way after it was begun. It is waited for at most 8
    seconds here; face_server may find one that nobody waits for in its queue later, and bounds its own work well below
    the rest. Only then is a photograph that got no answer taken back, and an erasure that got none done for good:
    earlier, the lost request could come after the last word.
    """

    under_way_seconds: float = 60
    first_seconds: float = 10
    longest_seconds: float = 300
    look_seconds: float = 2


_USUAL: Final = Pace()


@dataclass(frozen=True)
class Claimed:
    """`lost_at`: an earlier attempt, which may have gone without an answer; `settled`: it can't be under way now."""

    id: UUID
    kind: str
    user_id: UUID
    lost_at: datetime | None
    settled: bool


class FaceOutbox:
    def __init__(self, sessions: Sessions, faces: Faces, pace: Pace = _USUAL) -> None:
        self.sessions = sessions
        self.faces = faces
        self.pace = pace

    async def run(self) -> None:
        """Until cancelled."""
        # That face_server is away is said by whoever looks at its health.
        await Repeated("face changes", self.settle_due, self.pace.look_seconds, (FacesUnavailable,)).run()

    async def settle_due(self) -> None:
        """All that are due now. Raises FacesUnavailable; what is left is due again later."""
        while change := await self._claim():
            await self._settle(change)

    async def settle(self, change_id: UUID) -> None:
        """This one, if it is due and nobody else is at it. Raises FacesUnavailable; it is due again later."""
        if change := await self._claim(change_id):
            await self._settle(change)

    async def _claim(self, change_id: UUID | None = None) -> Claimed | None:
        """Commits before anything is asked: an attempt leaves a trace even if this process dies in it."""
        due = select(FaceChange.id, FaceChange.attempted_at.label("lost_at")).where(FaceChange.due_at <= NOW)
        if change_id is not None:
            due = due.where(FaceChange.id == change_id)
        due = due.order_by(FaceChange.due_at).limit(1).with_for_update(skip_locked=True).cte("due")
        pause = self.pace.first_seconds * func.power(2, func.least(FaceChange.attempts, _MOST_DOUBLINGS))
        pause = func.least(pause, self.pace.longest_seconds)
        lost = due.c.lost_at
        settled = or_(lost.is_(None), lost <= NOW - timedelta(seconds=self.pace.under_way_seconds))
        claim = (
            update(FaceChange)
            .where(FaceChange.id == due.c.id)
            .values(
                kind=case((FaceChange.kind == "enrol", "take_back"), else_=FaceChange.kind),
                attempts=FaceChange.attempts + 1,
                attempted_at=NOW,
                due_at=NOW + pause * timedelta(seconds=1),
            )
            .returning(FaceChange.id, FaceChange.kind, FaceChange.user_id, lost, settled)
        )
        async with self.sessions() as session, session.begin():
            row = (await session.execute(claim)).one_or_none()
        return Claimed(*row) if row else None

    async def _settle(self, change: Claimed) -> None:
        if change.kind == "erase":
            await self._erase(change)
        else:
            await self._take_back(change)

    async def _erase(self, change: Claimed) -> None:
        erased = await self.faces.erase(change.user_id)
        others = select(FaceChange.id).where(FaceChange.user_id == change.user_id, FaceChange.id != change.id)
        async with self.sessions() as session, session.begin():
            record = update(FaceErasure).where(FaceErasure.id == change.id)
            await session.execute(record.values(photographs=FaceErasure.photographs + erased))
            if change.settled and not await session.scalar(others.limit(1)):
                await session.execute(delete(FaceChange).where(FaceChange.id == change.id))
                await session.execute(record.values(carried_out_at=NOW))
            else:
                await self._once_more(session, change)

    async def _once_more(self, session: AsyncSession, change: Claimed) -> None:
        """This attempt was answered; the last word is due when no earlier one can come after it."""
        again = in_seconds(self.pace.first_seconds)
        if change.lost_at and not change.settled:
            again = func.greatest(NOW, change.lost_at + timedelta(seconds=self.pace.under_way_seconds))
        values = {"attempted_at": change.lost_at, "due_at": again}
        await session.execute(update(FaceChange).where(FaceChange.id == change.id).values(**values))

    async def _take_back(self, change: Claimed) -> None:
        await self.faces.erase_photograph(change.user_id, change.id)
        of_user = select(UserFace).where(UserFace.user_id == change.user_id)
        async with self.sessions() as session, session.begin():
            known = await session.scalar(of_user)
        left = await self.faces.photographs(change.user_id) if known else 0
        async with self.sessions() as session, session.begin():
            await session.scalar(locked_user(change.user_id))
            face = await session.scalar(of_user.with_for_update())
            if face and not (known and await self._unchanged(session, known, face)):
                return  # counted while another photograph was on its way: counted again when this is due again
            if face and left:
                face.photographs = left
            elif face:
                await session.delete(face)
            await session.execute(delete(FaceChange).where(FaceChange.id == change.id))

    async def _unchanged(self, session: AsyncSession, known: UserFace, face: UserFace) -> bool:
        others = select(FaceChange.id).where(FaceChange.user_id == face.user_id, FaceChange.kind == "enrol")
        return known.changed_at == face.changed_at and not await session.scalar(others.limit(1))
