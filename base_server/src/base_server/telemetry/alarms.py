from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from fastapi_pagination import Params
from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import RobotAlarm
from provodnik.contracts import telemetry as contracts
from provodnik.contracts.pages import Page
from provodnik.contracts.telemetry import AlarmKind
from provodnik.server.pagination import page_of


class AlarmService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(
        self, robot_id: UUID, out: Mapping[AlarmKind, float | None], fine: Collection[AlarmKind], now: datetime
    ) -> None:
        """Open what is out, or note a worse value; close what is fine again."""
        if out:
            rows = [
                {"id": uuid4(), "robot_id": robot_id, "kind": kind, "opened_at": now, "worst": out[kind]}
                for kind in out
            ]
            opened = insert(RobotAlarm).values(rows)
            worse = case(
                (RobotAlarm.kind == AlarmKind.BATTERY, func.least(RobotAlarm.worst, opened.excluded.worst)),
                else_=func.greatest(RobotAlarm.worst, opened.excluded.worst),
            )
            await self._session.execute(
                opened.on_conflict_do_update(
                    index_elements=["robot_id", "kind"],
                    index_where=RobotAlarm.closed_at.is_(None),
                    set_={"worst": worse},
                )
            )
        open_ones = update(RobotAlarm).where(
            RobotAlarm.robot_id == robot_id, RobotAlarm.kind.in_(sorted(fine)), RobotAlarm.closed_at.is_(None)
        )
        await self._session.execute(open_ones.values(closed_at=func.greatest(now, RobotAlarm.opened_at)))

    async def page(self, params: Params, *, is_open: bool | None) -> Page[contracts.RobotAlarm]:
        """The newest first: all, those that stand open, or those that are over."""
        query = select(RobotAlarm).order_by(RobotAlarm.opened_at.desc(), RobotAlarm.id)
        if is_open is not None:
            query = query.where(RobotAlarm.closed_at.is_(None) if is_open else RobotAlarm.closed_at.is_not(None))
        return await page_of(self._session, query, params, contracts.RobotAlarm.model_validate)
