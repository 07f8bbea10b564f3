"""The audit log: writing it, within a change's own transaction or by itself, and reading it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Insert, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from base_server.models import AuditEntry
from provodnik.contracts.audit import ActorKind, AuditFilter, AuditRead
from provodnik.contracts.pages import Page
from provodnik.server.pagination import page_of

_NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    id: UUID | None = None
    login: str | None = None


ADMIN: Final = Actor(ActorKind.ADMIN)


@dataclass(frozen=True)
class Call:
    """The request by which something is done. `action`: its method and its route's template."""

    action: str
    address: str
    request_id: str


class AuditLog:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def record(
        self,
        actor: Actor,
        call: Call,
        *,
        outcome: int = 200,
        targets: Mapping[str, UUID | str] = _NOTHING,
        details: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """The row is committed with the change that it tells of, or neither is.

        `targets`: ids by name. `details`: what JSON can hold, and never a secret, a password, a key or a face.
        """
        await self._session.execute(_written(actor, call, outcome, targets, details))

    async def page(self, params: Params, wanted: AuditFilter) -> Page[AuditRead]:
        """The newest first."""
        query = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        if wanted.actor_kind is not None:
            query = query.where(AuditEntry.actor_kind == wanted.actor_kind)
        if wanted.action is not None:
            query = query.where(AuditEntry.action == wanted.action)
        if wanted.since is not None:
            query = query.where(AuditEntry.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(AuditEntry.at < wanted.until)
        return await page_of(self._session, query, params, AuditRead.model_validate)


class AuditTrail:
    """Rows that stand whatever becomes of the request: each is committed when its call returns."""

    def __init__(self, statements: AsyncEngine) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements

    async def begin(self, actor: Actor, call: Call, targets: Mapping[str, UUID | str]) -> UUID:
        """Before the work. Returns the entry's id, for `end`; until then its outcome is not known."""
        written = _written(actor, call, None, targets, _NOTHING).returning(AuditEntry.id)
        async with self._statements.connect() as connection:
            return (await connection.execute(written)).scalar_one()

    async def end(self, entry_id: UUID, outcome: int, details: Mapping[str, Any] = _NOTHING) -> None:
        """After the work, before its answer is sent."""
        changed = update(AuditEntry).where(AuditEntry.id == entry_id).values(outcome=outcome, details=dict(details))
        async with self._statements.connect() as connection:
            await connection.execute(changed)

    async def record(
        self,
        actor: Actor,
        call: Call,
        *,
        outcome: int = 200,
        targets: Mapping[str, UUID | str] = _NOTHING,
        details: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """What changes nothing here, or was refused and is rolled back."""
        async with self._statements.connect() as connection:
            await connection.execute(_written(actor, call, outcome, targets, details))


def _written(
    actor: Actor, call: Call, outcome: int | None, targets: Mapping[str, UUID | str], details: Mapping[str, Any]
) -> Insert:
    return insert(AuditEntry).values(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_login=actor.login,
        address=call.address[:64],
        action=call.action,
        targets={name: str(target) for name, target in targets.items()},
        outcome=outcome,
        request_id=call.request_id,
        details=dict(details),
    )
