from fastapi_pagination import Params
from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import SeatPlan, TripWagon
from provodnik.contracts.pages import Page
from provodnik.contracts.wagons import (
    SeatPlanCreate,
    SeatPlanExists,
    SeatPlanInUse,
    SeatPlanNotFound,
    SeatPlanRead,
    SeatPlanUpdate,
)
from provodnik.server.pagination import page_of


class SeatPlanService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, request: SeatPlanCreate) -> SeatPlanRead:
        values = request.model_dump(mode="json")
        plan = await self._session.scalar(insert(SeatPlan).values(values).on_conflict_do_nothing().returning(SeatPlan))
        if plan is None:
            raise SeatPlanExists
        return SeatPlanRead.model_validate(plan)

    async def page(self, params: Params) -> Page[SeatPlanRead]:
        return await page_of(self._session, select(SeatPlan).order_by(SeatPlan.id), params, SeatPlanRead.model_validate)

    async def update(self, plan_id: str, request: SeatPlanUpdate) -> SeatPlanRead:
        """Raises SeatPlanInUse where a trip's wagon would lose a place."""
        # Whoever gives a wagon this plan waits, or is waited for.
        plan = await self._session.get(SeatPlan, plan_id, with_for_update=True)
        if plan is None:
            raise SeatPlanNotFound
        lost = {place["number"] for place in plan.places} - {place.number for place in request.places}
        if lost and await self._session.scalar(select(exists().where(TripWagon.seat_plan_id == plan_id))):
            raise SeatPlanInUse(places=sorted(lost))
        for name, value in request.model_dump(mode="json").items():
            setattr(plan, name, value)
        await self._session.flush()
        return SeatPlanRead.model_validate(plan)

    async def delete(self, plan_id: str) -> None:
        try:
            gone = await self._session.scalar(delete(SeatPlan).where(SeatPlan.id == plan_id).returning(SeatPlan.id))
        except IntegrityError as cause:
            raise SeatPlanInUse from cause
        if gone is None:
            raise SeatPlanNotFound
