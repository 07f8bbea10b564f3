"""Somebody at a security terminal, who leaves a trace with whatever they do or look at."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from base_server.audit.service import Actor, AuditLog, Call
from provodnik.contracts.audit import ActorKind


@dataclass(frozen=True)
class Operator:
    subject: UUID
    name: str
    call: Call

    async def note(self, session: AsyncSession, *, outcome: int = 200, **targets: UUID) -> None:
        """In the audit log, in the transaction of what was done."""
        actor = Actor(ActorKind.PERSON, self.subject)
        await AuditLog(session).record(actor, self.call, outcome=outcome, targets=targets)
