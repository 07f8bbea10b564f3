from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Robot
from provodnik.contracts.errors import NotSignedIn


async def admit_known(session: AsyncSession, robot_id: UUID) -> None:
    """Raises NotSignedIn for a robot that was removed: its session may outlive it by a moment."""
    if not await session.scalar(select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None))):
        raise NotSignedIn
