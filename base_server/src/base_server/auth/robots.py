"""Robots' enrolment and sign-in."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.auth.challenges import Challenges
from base_server.models import Robot
from provodnik.contracts.errors import TooManyFailures
from provodnik.contracts.robots import RobotRead
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    CodeRefused,
    RobotEnrolment,
    SessionToken,
    UnusableKey,
)
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.loading import load_public_key
from provodnik.server.failure_limits import FailureLimits
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions


def usable_key(pem: str) -> DevicePublicKey:
    try:
        return load_public_key(pem)
    except ValueError as cause:
        raise UnusableKey from cause


class RobotSignIn:
    def __init__(
        self, session: AsyncSession, challenges: Challenges, sessions: DeviceSessions, limits: FailureLimits
    ) -> None:
        self._session = session
        self._challenges = challenges
        self._sessions = sessions
        self._limits = limits

    async def enrol(self, request: RobotEnrolment, key: DevicePublicKey) -> RobotRead:
        robot = Robot(
            robot_model_id=request.robot_model_id,
            robot_model_name=request.robot_model_name,
            public_key=key.pem(),
            key_algorithm=key.algorithm,
        )
        self._session.add(robot)
        await self._session.flush()
        return RobotRead.model_validate(robot)

    async def challenge(self, robot_id: UUID) -> Challenge:
        pem = await self._session.scalar(
            select(Robot.public_key).where(Robot.id == robot_id, Robot.revoked_at.is_(None))
        )
        return await self._challenges.pose(robot_id, load_public_key(pem) if pem else None)

    async def answer(self, answer: ChallengeAnswer, address: str) -> SessionToken:
        """Wrong, late, replayed and foreign codes are refused alike; only failures become TooManyFailures."""
        robot_id, right = await self._challenges.solved_by(answer)
        # Asked whatever the code was, so that a removed robot's code takes as long as a wrong one.
        known = await self._session.scalar(select(Robot.id).where(Robot.id == robot_id, Robot.revoked_at.is_(None)))
        if robot_id is None or not right or known is None:
            keys = [f"address:{address}"] + ([f"robot:{robot_id}"] if robot_id else [])
            raise TooManyFailures if await self._limits.record(*keys) else CodeRefused
        return SessionToken(token=await self._sessions.open(Device(DeviceKind.ROBOT, robot_id)))
