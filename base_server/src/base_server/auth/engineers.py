from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.audit.service import Actor, AuditTrail, Call
from base_server.auth import privileges
from base_server.auth.lanes import SlowLanes
from base_server.auth.passwords import Passwords
from base_server.models import Engineer
from provodnik.contracts.audit import ActorKind
from provodnik.contracts.engineers import (
    EngineerCreate,
    EngineerNotFound,
    EngineerPrivileges,
    EngineerRead,
    LoginTaken,
    Privilege,
)
from provodnik.contracts.errors import TooManyFailures
from provodnik.contracts.pages import Page
from provodnik.contracts.sign_in import Enrolment, PrivilegeMissing, WrongCredentials
from provodnik.server.database import Sessions
from provodnik.server.failure_limits import FailureLimits
from provodnik.server.pagination import page_of


class EngineerService:
    def __init__(self, session: AsyncSession, passwords: Passwords) -> None:
        self._session = session
        self._passwords = passwords

    async def add(self, request: EngineerCreate) -> EngineerRead:
        hashed = await self._passwords.hash(request.password.get_secret_value())
        made = insert(Engineer).values(login=request.login, password=hashed).on_conflict_do_nothing()
        engineer = await self._session.scalar(made.returning(Engineer))
        if engineer is None:
            raise LoginTaken
        return EngineerRead.model_validate(engineer)

    async def page(self, params: Params) -> Page[EngineerRead]:
        query = select(Engineer).order_by(Engineer.created_at, Engineer.id)
        return await page_of(self._session, query, params, EngineerRead.model_validate)

    async def delete(self, engineer_id: UUID) -> None:
        if not await self._session.scalar(delete(Engineer).where(Engineer.id == engineer_id).returning(Engineer.id)):
            raise EngineerNotFound

    async def set_privileges(self, request: EngineerPrivileges) -> None:
        changed = (
            update(Engineer).where(Engineer.id == request.id).values(privileges=privileges.bits(request.privileges))
        )
        if not await self._session.scalar(changed.returning(Engineer.id)):
            raise EngineerNotFound


@dataclass(frozen=True)
class Credentials:
    login: str
    password: str

    @classmethod
    def of(cls, request: Enrolment) -> "Credentials":
        return cls(request.login, request.password.get_secret_value())


class EngineerGate:
    """Checks an engineer's password. It holds no connection while it hashes, so a flood can't empty the pool."""

    def __init__(
        self, sessions: Sessions, passwords: Passwords, limits: FailureLimits, lanes: SlowLanes, trail: AuditTrail
    ) -> None:
        self._sessions = sessions
        self._passwords = passwords
        self._limits = limits
        self._lanes = lanes
        self._trail = trail

    async def admit(self, credentials: Credentials, privilege: Privilege, call: Call) -> Actor:
        """Raises WrongCredentials, PrivilegeMissing, or TooManyFailures in place of the former after many of them.

        What is refused is recorded, up to the limit. A login that nobody has is not: it may be a password.
        """
        keys = (f"address:{call.address}", f"engineer:{credentials.login}")
        async with AsyncExitStack() as stack:
            if await self._limits.exceeded(*keys):
                await stack.enter_async_context(self._lanes.turn(call.address))
            async with self._sessions() as session:
                engineer = await session.scalar(select(Engineer).where(Engineer.login == credentials.login))
            actor = engineer_actor(engineer)
            if not await self._passwords.matches(engineer and engineer.password, credentials.password):
                if await self._limits.record(*keys):
                    raise TooManyFailures
                await self._trail.record(actor, call, outcome=WrongCredentials.status)
                raise WrongCredentials
        if engineer is None or not privileges.holds(engineer.privileges, privilege):
            if not await self._limits.record(f"privilege:{actor.id}"):
                lacking = {"privilege": privilege}
                await self._trail.record(actor, call, outcome=PrivilegeMissing.status, details=lacking)
            raise PrivilegeMissing(f"the engineer lacks the privilege {privilege}", privilege=privilege)
        return actor


def engineer_actor(engineer: Engineer | None) -> Actor:
    if engineer is None:
        return Actor(ActorKind.ENGINEER)
    return Actor(ActorKind.ENGINEER, engineer.id, engineer.login)
