from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Sight
from provodnik.contracts.destinations import SightCreate, SightRead
from provodnik.contracts.errors import NotFound
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of


class SightService:
    """One kind of what there is at destinations: the hotels or the attractions."""

    def __init__(self, session: AsyncSession, kind: type[Sight], not_found: type[NotFound]) -> None:
        self._session = session
        self._kind = kind
        self._not_found = not_found

    async def page(self, destination_id: str, params: Params) -> Page[SightRead]:
        kind = self._kind
        query = select(kind).where(kind.destination_id == destination_id).order_by(kind.created_at, kind.id)
        return await page_of(self._session, query, params, SightRead.model_validate)

    async def add(self, destination_id: str, request: SightCreate) -> SightRead:
        sight = self._kind(destination_id=destination_id, **request.model_dump())
        self._session.add(sight)
        await self._session.flush()
        return SightRead.model_validate(sight)

    async def delete(self, sight_id: UUID) -> None:
        gone = delete(self._kind).where(self._kind.id == sight_id).returning(self._kind.id)
        if not await self._session.scalar(gone):
            raise self._not_found
