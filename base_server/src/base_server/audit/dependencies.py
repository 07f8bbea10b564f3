from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.audit.service import AuditLog, AuditTrail, Call
from provodnik.contracts.audit import Action, ActorKind, AuditFilter
from provodnik.contracts.wire import Moment
from provodnik.server.database import SessionDep
from provodnik.server.metrics import template_of
from provodnik.server.request_ids import request_id


def address_of(request: Request) -> str:
    """The peer's, or what the gateway says of it (uvicorn reads the header where it trusts the peer)."""
    return request.client.host if request.client else "unknown"


def call_of(request: Request) -> Call:
    """The request as the audit log tells of it."""
    return Call(f"{request.method} {template_of(request.scope)}", address_of(request), request_id())


async def get_call(request: Request) -> Call:
    return call_of(request)


CallDep = Annotated[Call, Depends(get_call)]


def note_of(request: Request) -> dict[str, Any]:
    return cast("dict[str, Any]", request.scope.setdefault("audit_note", {}))


async def get_note(request: Request) -> dict[str, Any]:
    """What an audited route adds to its row: what the address doesn't say, and never a secret."""
    return note_of(request)


NoteDep = Annotated[dict[str, Any], Depends(get_note)]


async def get_audit_log(session: SessionDep) -> AuditLog:
    return AuditLog(session)


AuditLogDep = Annotated[AuditLog, Depends(get_audit_log)]


async def get_audit_trail(request: Request) -> AuditTrail:
    return AuditTrail(cast("AsyncEngine", request.app.state.statements))


AuditTrailDep = Annotated[AuditTrail, Depends(get_audit_trail)]


async def get_audit_filter(
    actor_kind: Annotated[ActorKind | None, Query()] = None,
    action: Annotated[Action | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
) -> AuditFilter:
    return AuditFilter(actor_kind=actor_kind, action=action, since=since, until=until)


AuditFilterDep = Annotated[AuditFilter, Depends(get_audit_filter)]
