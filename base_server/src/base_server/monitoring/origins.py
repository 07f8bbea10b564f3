"""Where a robot's report comes from."""

import hashlib
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Assignment, Camera
from base_server.robot.known import admit_known
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.monitoring_cameras import CameraNotFound


async def admit_origin(session: AsyncSession, robot_id: UUID, assignment_id: UUID, camera_id: UUID | None) -> None:
    """An assignment that has ended since is good: an alarm is not refused because the robot was moved meanwhile.

    Raises NotSignedIn, AssignmentDiffers, CameraNotFound.
    """
    await admit_known(session, robot_id)
    own = select(Assignment.id).where(Assignment.id == assignment_id, Assignment.robot_id == robot_id)
    if not await session.scalar(own):
        raise AssignmentDiffers
    if camera_id is None:
        return
    camera = select(Camera.id).where(Camera.id == camera_id, Camera.robot_id == robot_id)
    if not await session.scalar(camera.with_for_update(read=True, key_share=True)):
        raise CameraNotFound


def digest(report: BaseModel) -> bytes:
    """Tells whether a report with the same id is the same report."""
    return hashlib.sha256(report.model_dump_json().encode()).digest()
