from datetime import UTC, datetime
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Robot, Telemetry
from base_server.telemetry.alarms import AlarmService
from base_server.telemetry.limits import AlarmLimits, judge
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.telemetry import TelemetryRead, TelemetryWrite
from provodnik.server.pagination import page_of


class TelemetryService:
    def __init__(self, session: AsyncSession, limits: AlarmLimits) -> None:
        self._session = session
        self._limits = limits

    async def keep(self, robot_id: UUID, measured: TelemetryWrite) -> None:
        """The same id again is the same measurement, and changes nothing. Raises NotSignedIn."""
        # Locked: two measurements of a robot at once would each wait for an alarm that the other holds.
        known = select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None))
        if not await self._session.scalar(known.with_for_update(key_share=True)):
            raise NotSignedIn
        now = datetime.now(UTC)
        made = insert(Telemetry).values(robot_id=robot_id, received_at=now, **measured.model_dump())
        if await self._session.scalar(made.on_conflict_do_nothing().returning(Telemetry.id)):
            out, fine = judge(measured, self._limits)
            await AlarmService(self._session).note(robot_id, out, fine, now)

    async def page(self, params: Params, robot_id: UUID) -> Page[TelemetryRead]:
        """The newest first. Raises RobotNotFound."""
        if await self._session.get(Robot, robot_id) is None:
            raise RobotNotFound
        query = (
            select(Telemetry)
            .where(Telemetry.robot_id == robot_id)
            .order_by(Telemetry.received_at.desc(), Telemetry.id.desc())
        )
        return await page_of(self._session, query, params, TelemetryRead.model_validate)
