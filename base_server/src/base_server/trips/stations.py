from fastapi_pagination import Params
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Station
from provodnik.contracts.pages import Page
from provodnik.contracts.stations import (
    StationCreate,
    StationExists,
    StationInUse,
    StationNotFound,
    StationRead,
    StationUpdate,
)
from provodnik.server.pagination import page_of


class StationService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, request: StationCreate) -> StationRead:
        made = insert(Station).values(**request.model_dump()).on_conflict_do_nothing().returning(Station)
        station = await self._session.scalar(made)
        if station is None:
            raise StationExists
        return StationRead.model_validate(station)

    async def page(self, params: Params) -> Page[StationRead]:
        return await page_of(self._session, select(Station).order_by(Station.id), params, StationRead.model_validate)

    async def update(self, station_id: str, request: StationUpdate) -> StationRead:
        changed = update(Station).where(Station.id == station_id).values(**request.model_dump()).returning(Station)
        station = await self._session.scalar(changed)
        if station is None:
            raise StationNotFound
        return StationRead.model_validate(station)

    async def delete(self, station_id: str) -> None:
        try:
            gone = await self._session.scalar(delete(Station).where(Station.id == station_id).returning(Station.id))
        except IntegrityError as cause:
            raise StationInUse from cause
        if gone is None:
            raise StationNotFound
