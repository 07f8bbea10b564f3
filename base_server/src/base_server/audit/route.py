"""Routes whose every call is in the audit log."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, cast
from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from base_server.audit.dependencies import call_of, note_of
from base_server.audit.service import ADMIN, AuditTrail, Call
from base_server.config import BaseServerSettings
from provodnik.contracts.errors import InternalError, NotSignedIn
from provodnik.server.authentication import check_token
from provodnik.server.failure_limits import FailureLimits

logger = logging.getLogger(__name__)

Tell = Callable[[int], Awaitable[None]]

_LONGEST_TARGET: Final = 256


class AuditedRoute(APIRoute):
    """A route of the administration. What is about to be tried is recorded first, what came of it before the answer.

    So a change that was committed has its row, even if the server dies before it answers; such a row has no outcome.
    Where the row can't be written, nothing is tried.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        tell = await _begin(request, call_of(request))
        status: int | None = None

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start" and status is None:
                status = message["status"]
                await _end(tell, message["status"])
            await send(message)

        try:
            await super().handle(scope, receive, told)
        except Exception as error:
            if status is None:
                await _end(tell, error.status_code if isinstance(error, HTTPException) else InternalError.status)
            raise


async def _begin(request: Request, call: Call) -> Tell:
    state = request.app.state
    trail = AuditTrail(cast("AsyncEngine", state.statements))
    settings = cast("BaseServerSettings", state.settings)
    if _has_token(request, settings):
        entry_id = await trail.begin(ADMIN, call, _targets(request))
        return partial(trail.end, entry_id, details=note_of(request))
    # Of those who are not let in so much is kept as fills no disk.
    if await FailureLimits(state.redis, settings.failure_limit).record(f"admin:{call.address}"):
        return _forget
    return partial(_record, trail, call)


async def _end(tell: Tell, status: int) -> None:
    try:
        await tell(status)
    except Exception:
        # The work is done, and the answer says so; the row reads "not known".
        logger.exception("the outcome of a call can't be recorded")


async def _record(trail: AuditTrail, call: Call, status: int) -> None:
    await trail.record(ADMIN, call, outcome=status)


async def _forget(_: int) -> None:
    pass


def _has_token(request: Request, settings: BaseServerSettings) -> bool:
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    try:
        check_token(token, settings.admin_token)
    except NotSignedIn:
        return False
    return scheme.lower() == "bearer"


def _targets(request: Request) -> dict[str, UUID | str]:
    """The ids that the address names, in its path and after it. PostgreSQL's JSON holds no NUL."""
    asked = {name: value for name, value in request.query_params.items() if name.endswith("_id")}
    named = request.path_params | asked
    return {name: str(value).replace("\0", "\ufffd")[:_LONGEST_TARGET] for name, value in named.items()}
