from datetime import datetime
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import TrainStore
from base_server.tickets.check_repository import CheckRepository
from base_server.trips.service import TripService
from provodnik.contracts.pages import Page
from provodnik.contracts.train_stores import NotTheRobotsTrip, StoreNotOnTrain, StoreOnTrain, TrainDay
from provodnik.server.pagination import page_of


class TrainStoreService:
    """The stores on a trip, which is named as tickets name it: by its train and its day."""

    def __init__(self, session: AsyncSession, trips: TripService, checks: CheckRepository) -> None:
        self._session = session
        self._trips = trips
        self._checks = checks

    async def bind(self, store_id: UUID, train: TrainDay) -> None:
        start = await self._trips.start_of(train.train_number, train.train_date)
        values = {"store_id": store_id, "train_number": train.train_number, "start_date": start}
        made = insert(TrainStore).values(values).on_conflict_do_nothing()
        if not await self._session.scalar(made.returning(TrainStore.id)):
            raise StoreOnTrain

    async def unbind(self, store_id: UUID, train: TrainDay) -> None:
        start = await self._trips.start_of(train.train_number, train.train_date)
        bound = delete(TrainStore).where(
            TrainStore.store_id == store_id,
            TrainStore.train_number == train.train_number,
            TrainStore.start_date == start,
        )
        if not await self._session.scalar(bound.returning(TrainStore.id)):
            raise StoreNotOnTrain

    async def page(self, params: Params, train: TrainDay) -> Page[UUID]:
        """The ids of the stores, in their own order."""
        start = await self._trips.known_start(train.train_number, train.train_date)
        return await self._page(params, train.train_number, start)

    async def page_for(self, robot_id: UUID, params: Params, train: TrainDay) -> Page[UUID]:
        """Raises NotAssigned, and NotTheRobotsTrip for any other trip than the robot's own."""
        place = await self._checks.place(robot_id)
        if place.train_number != train.train_number or not place.same_day(train.train_date):
            raise NotTheRobotsTrip
        return await self._page(params, place.train_number, place.start_date)

    async def _page(self, params: Params, train_number: int, start: datetime | None) -> Page[UUID]:
        query = (
            select(TrainStore.store_id)
            .where(TrainStore.train_number == train_number, TrainStore.start_date == start)
            .order_by(TrainStore.store_id)
        )
        return await page_of(self._session, query, params, lambda row: row[0])
