"""The watch-list: an entry here and its pictures at face_server, which fall together.

Before a picture is sent, the removal of all of them is written down for later. It is struck out in the transaction that
makes the entry; whatever is lost in between, the removal takes back.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.face_api.faces import PICTURE_REFUSED, Faces
from base_server.models import WatchlistEntry, WatchlistRemoval
from base_server.monitoring.operators import Operator
from base_server.monitoring.watchlist.reading import entry_read
from base_server.monitoring.watchlist.removals import WatchlistRemovals
from base_server.users.face_records import NOW
from provodnik.contracts.faces import FacesOff, FacesUnavailable
from provodnik.contracts.monitoring_watchlist import (
    LONGEST_DAYS,
    EntryCreate,
    EntryNotFound,
    EntryRead,
    ExpiryRefused,
)
from provodnik.server.database import Sessions

# Five pictures of eight seconds each, and a request that nobody waits for any more in face_server's queue.
_UNDER_WAY_SECONDS: Final = 120


class Watchlist:
    """Holds no connection while face_server is asked."""

    def __init__(self, sessions: Sessions, faces: Faces | None) -> None:
        """`faces`: none without a face_server."""
        self._sessions = sessions
        self._faces = faces

    async def add(self, request: EntryCreate, operator: Operator) -> EntryRead:
        """With all of its pictures, or not at all.

        Raises ExpiryRefused, NoFace, SeveralFaces, PoorImage, FacesOff, FacesUnavailable.
        """
        now = datetime.now(UTC)
        if not now < request.expires_at <= now + timedelta(days=LONGEST_DAYS):
            raise ExpiryRefused
        if self._faces is None:
            raise FacesOff
        entry_id = uuid4()
        async with self._sessions() as session, session.begin():
            session.add(WatchlistRemoval(id=entry_id, due_at=now + timedelta(seconds=_UNDER_WAY_SECONDS)))
        try:
            for image in request.images:
                await self._faces.enrol_wanted(entry_id, uuid4(), image)
        except PICTURE_REFUSED:
            # Every request was answered, so none can come after the removal.
            await self._remove_at_once(entry_id)
            raise
        async with self._sessions() as session, session.begin():
            return await self._keep(session, entry_id, request, operator)

    async def remove(self, entry_id: UUID, operator: Operator) -> None:
        """Nobody is found by it from the commit on. Raises EntryNotFound."""
        async with self._sessions() as session, session.begin():
            gone = delete(WatchlistEntry).where(WatchlistEntry.id == entry_id).returning(WatchlistEntry.id)
            if not await session.scalar(gone):
                raise EntryNotFound
            await session.execute(insert(WatchlistRemoval).values(id=entry_id))
            await operator.note(session, entry_id=entry_id)
        await self._settle(entry_id)

    async def _keep(self, session: AsyncSession, entry_id: UUID, request: EntryCreate, operator: Operator) -> EntryRead:
        """Raises FacesUnavailable where face_server took so long that the pictures are being removed already."""
        untouched = delete(WatchlistRemoval).where(WatchlistRemoval.id == entry_id, WatchlistRemoval.attempts == 0)
        if not await session.scalar(untouched.returning(WatchlistRemoval.id)):
            raise FacesUnavailable
        entry = WatchlistEntry(id=entry_id, **request.model_dump(exclude={"images"}), photographs=len(request.images))
        entry.added_by, entry.added_by_name = operator.subject, operator.name
        session.add(entry)
        await session.flush()
        await operator.note(session, outcome=201, entry_id=entry_id)
        return entry_read(entry)

    async def _remove_at_once(self, entry_id: UUID) -> None:
        async with self._sessions() as session, session.begin():
            due = update(WatchlistRemoval).where(WatchlistRemoval.id == entry_id)
            await session.execute(due.values(due_at=NOW))
        await self._settle(entry_id)

    async def _settle(self, entry_id: UUID) -> None:
        """Before the answer where it can be; else it is come back to."""
        if self._faces:
            with suppress(FacesUnavailable):
                await WatchlistRemovals(self._sessions, self._faces).settle(entry_id)
