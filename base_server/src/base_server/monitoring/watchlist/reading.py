"""The watch-list and its hits as operators see them."""

from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Assignment, Camera, WatchlistEntry, WatchlistHit
from base_server.monitoring.operators import Operator
from base_server.users.face_records import NOW
from provodnik.contracts.monitoring_cameras import CameraRead
from provodnik.contracts.monitoring_watchlist import EntryRead, HitNotFound, HitRead
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of


class WatchlistReading:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: Params) -> Page[EntryRead]:
        """The newest first, without those that have expired."""
        query = select(WatchlistEntry).where(WatchlistEntry.expires_at > NOW)
        ordered = query.order_by(WatchlistEntry.added_at.desc(), WatchlistEntry.id)
        return await page_of(self._session, ordered, params, entry_read)

    async def hits(self, params: Params) -> Page[HitRead]:
        """The newest first, without those that have expired."""
        query = (
            select(WatchlistHit, WatchlistEntry, Assignment, Camera)
            .join(WatchlistEntry, WatchlistEntry.id == WatchlistHit.entry_id)
            .join(Assignment, Assignment.id == WatchlistHit.assignment_id)
            .outerjoin(Camera, Camera.id == WatchlistHit.camera_id)
            .where(WatchlistHit.expires_at > NOW)
            .order_by(WatchlistHit.found_at.desc(), WatchlistHit.id)
        )
        return await page_of(self._session, query, params, lambda row: _hit(*row))

    async def picture(self, hit_id: UUID, operator: Operator) -> bytes:
        """Raises HitNotFound."""
        query = select(WatchlistHit.image).where(WatchlistHit.id == hit_id, WatchlistHit.expires_at > NOW)
        image = await self._session.scalar(query)
        if image is None:
            raise HitNotFound
        await operator.note(self._session, hit_id=hit_id)
        return image


def entry_read(entry: WatchlistEntry) -> EntryRead:
    return EntryRead(
        id=entry.id,
        name=entry.name,
        reason=entry.reason,
        note=entry.note,
        added_by=entry.added_by_name,
        added_at=entry.added_at,
        expires_at=entry.expires_at,
        photographs=entry.photographs,
    )


def _hit(hit: WatchlistHit, entry: WatchlistEntry, place: Assignment, camera: Camera | None) -> HitRead:
    return HitRead(
        id=hit.id,
        entry=entry_read(entry),
        score=hit.score,
        robot_id=hit.robot_id,
        train_number=place.train_number,
        wagon_number=place.wagon_number,
        camera=camera and CameraRead.model_validate(camera),
        seen_at=hit.seen_at,
        found_at=hit.found_at,
        expires_at=hit.expires_at,
    )
