"""Robots' enrolment and sign-in."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

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


class RobotEnrolments:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

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


class RobotSignIn:
    def __init__(
        self, statements: AsyncEngine, challenges: Challenges, sessions: DeviceSessions, limits: FailureLimits
    ) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._challenges = challenges
        self._sessions = sessions
        self._limits = limits

    async def challenge(self, robot_id: UUID) -> Challenge:
        pem = await self._key_of(robot_id)
        return await self._challenges.pose(robot_id, load_public_key(pem) if pem else None)

    async def answer(self, answer: ChallengeAnswer, address: str) -> SessionToken:
        """Wrong, late, replayed and foreign codes are refused alike; only failures become TooManyFailures."""
        robot_id, right = await self._challenges.solved_by(answer)
        # Asked whatever the code was, so that a removed robot's code takes as long as a wrong one.
        pem = await self._key_of(robot_id)
        if robot_id is None or not right or pem is None:
            keys = [f"address:{address}"] + ([f"robot:{robot_id}"] if robot_id else [])
            raise TooManyFailures if await self._limits.record(*keys) else CodeRefused
        return SessionToken(token=await self._sessions.open(Device(DeviceKind.ROBOT, robot_id)))

    async def _key_of(self, robot_id: UUID | None) -> str | None:
        """The public key's PEM; None for a robot that is unknown or was removed."""
        known = select(Robot.public_key).where(Robot.id == robot_id, Robot.revoked_at.is_(None))
        async with self._statements.connect() as connection:
            return await connection.scalar(known)
