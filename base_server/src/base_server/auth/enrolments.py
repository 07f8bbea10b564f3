"""How devices become known: an engineer vouches for a public key."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.audit.service import Actor, AuditLog, Call
from base_server.auth import privileges
from base_server.models import Engineer, EnrolledDevice, Robot, StoreTerminal
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.robots import RobotRead
from provodnik.contracts.sign_in import PrivilegeMissing, RobotEnrolment, StoreEnrolment
from provodnik.contracts.terminals import StoreTerminalRead
from provodnik.keys.interface import DevicePublicKey


@dataclass(frozen=True)
class Vouched:
    """A key, and the engineer who was admitted to make it known."""

    key: DevicePublicKey
    engineer: Actor
    call: Call


class Enrolments:
    def __init__(self, session: AsyncSession, audit: AuditLog) -> None:
        self._session = session
        self._audit = audit

    async def robot(self, request: RobotEnrolment, vouched: Vouched) -> RobotRead:
        robot = Robot(
            robot_model_id=request.robot_model_id,
            robot_model_name=request.robot_model_name,
            public_key=vouched.key.pem(),
            key_algorithm=vouched.key.algorithm,
        )
        await self._add(robot, "robot_id", Privilege.ROBOT_LOGIN, vouched)
        return RobotRead.model_validate(robot)

    async def store_terminal(self, request: StoreEnrolment, vouched: Vouched) -> StoreTerminalRead:
        terminal = StoreTerminal(
            store_id=request.store_id, public_key=vouched.key.pem(), key_algorithm=vouched.key.algorithm
        )
        await self._add(terminal, "terminal_id", Privilege.STORE_LOGIN, vouched)
        return StoreTerminalRead.model_validate(terminal)

    async def _add(self, device: EnrolledDevice, name: str, privilege: Privilege, vouched: Vouched) -> None:
        """Raises PrivilegeMissing where the engineer lost it, or went, since the password was checked."""
        still = select(Engineer.id).where(Engineer.id == vouched.engineer.id, privileges.held(privilege))
        if not await self._session.scalar(still.with_for_update(read=True)):
            raise PrivilegeMissing(f"the engineer lacks the privilege {privilege}", privilege=privilege)
        self._session.add(device)
        await self._session.flush()
        details = {"key_algorithm": device.key_algorithm}
        await self._audit.record(
            vouched.engineer, vouched.call, outcome=201, targets={name: device.id}, details=details
        )
