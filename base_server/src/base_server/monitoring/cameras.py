from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Camera, Robot
from base_server.monitoring.operators import Operator
from provodnik.contracts.monitoring_cameras import CameraNotFound, CameraRead, CameraWrite
from provodnik.contracts.pages import Page
from provodnik.contracts.robots import RobotNotFound
from provodnik.server.pagination import page_of


class CameraService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: Params, robot_id: UUID | None) -> Page[CameraRead]:
        """The oldest first."""
        query = select(Camera).order_by(Camera.created_at, Camera.id)
        if robot_id is not None:
            query = query.where(Camera.robot_id == robot_id)
        return await page_of(self._session, query, params, CameraRead.model_validate)

    async def add(self, request: CameraWrite, operator: Operator) -> CameraRead:
        await self._admit(request.robot_id)
        camera = Camera(**request.model_dump())
        self._session.add(camera)
        await self._session.flush()
        await operator.note(self._session, outcome=201, camera_id=camera.id)
        return CameraRead.model_validate(camera)

    async def write(self, camera_id: UUID, request: CameraWrite, operator: Operator) -> CameraRead:
        await self._admit(request.robot_id)
        written = update(Camera).where(Camera.id == camera_id).values(**request.model_dump()).returning(Camera)
        camera = await self._session.scalar(written)
        if camera is None:
            raise CameraNotFound
        await operator.note(self._session, camera_id=camera_id)
        return CameraRead.model_validate(camera)

    async def delete(self, camera_id: UUID, operator: Operator) -> None:
        """Incidents that it saw stay, and say no more where."""
        if not await self._session.scalar(delete(Camera).where(Camera.id == camera_id).returning(Camera.id)):
            raise CameraNotFound
        await operator.note(self._session, camera_id=camera_id)

    async def _admit(self, robot_id: UUID) -> None:
        robot = select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None))
        if not await self._session.scalar(robot):
            raise RobotNotFound
