"""Every refusal leaves a service as RFC 9457 problem details."""

import errno
import logging
import socket
from http import HTTPStatus
from typing import Any

import asyncpg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import Scope

from provodnik.contracts.errors import (
    DomainError,
    InternalError,
    MalformedInput,
    MethodNotAllowed,
    NotFound,
    TooLarge,
    TooManyFailures,
    Unavailable,
)
from provodnik.contracts.problems import Problem
from provodnik.server.metrics import template_of
from provodnik.server.request_ids import HEADER, request_id

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 2
_LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    # It answers, but does not let us in: somebody is changing its password, or has not made it yet.
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    # Nothing is down, but the same again will do.
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
# A container that is away has neither a name nor an address.
_NO_WAY_THERE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ETIMEDOUT})
# More than enough to mend a request by; the names of unknown fields are as many and as long as a client likes.
_FAULTS_TOLD = 20
_LETTERS_TOLD = 100
_BY_STATUS: dict[int, type[DomainError]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
}


def problem(error: DomainError, scope: Scope | None = None) -> Response:
    """`scope`: of the request, where its metrics find the reason."""
    if scope is not None:
        scope["refusal"] = type(error).__name__
    body = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=str(error),
        code=type(error).__name__,
        details=error.details,
    )
    headers: dict[str, str] = {}
    if isinstance(error, (Unavailable, TooManyFailures)):
        headers["Retry-After"] = str(error.details.get("retry_after", _RETRY_SECONDS))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        body.model_dump_json(), status_code=error.status, headers=headers, media_type="application/problem+json"
    )


def refusals(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: its refusals, so that the OpenAPI tells them."""
    told: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        line = f"`{error.__name__}`: {error.summary()}"
        earlier = told.get(error.status)
        told[error.status] = {
            "model": Problem,
            "description": f"{earlier['description']}\n\n{line}" if earlier else line,
        }
    return told


def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 - registered for this class alone
    return problem(error, request.scope)


def _malformed(request: Request, error: Exception) -> Response:
    """Names each place and what is wrong there, never the value: it may be a password."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    told = error.errors()[:_FAULTS_TOLD]
    faults = [{"where": ".".join(map(str, fault["loc"]))[:_LETTERS_TOLD], "what": fault["msg"]} for fault in told]
    message = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
    return problem(MalformedInput(message, faults=faults), request.scope)


def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    known = _BY_STATUS.get(error.status_code)
    response = problem(known() if known else MalformedInput(error.detail), request.scope)
    response.headers.update(error.headers or {})
    return response


def _dependency_down(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and not _connection_lost(error):
        return _fault(request, error)
    logger.error("a dependency is down: %s", type(error).__name__)
    return problem(Unavailable(), request.scope)


def _connection_lost(error: DBAPIError) -> bool:
    return (
        error.connection_invalidated
        or isinstance(error, (OperationalError, InterfaceError))
        or isinstance(error.__cause__, _LOST)
        or isinstance(getattr(error.orig, "__cause__", None), _LOST)
    )


def _out_of_reach(request: Request, error: Exception) -> Response:
    """Of an OSError: it comes from connecting, or it is a fault of ours."""
    if isinstance(error, socket.gaierror) or (isinstance(error, OSError) and error.errno in _NO_WAY_THERE):
        return _dependency_down(request, error)
    return _fault(request, error)


def _fault(request: Request, error: Exception) -> Response:
    # By its route: a path may hold an id.
    logger.error("%s %s failed", request.method, template_of(request.scope), exc_info=error)
    response = problem(InternalError(), request.scope)
    response.headers[HEADER] = request_id()  # it leaves the service outside of what adds that to others
    return response


def install_problem_details(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    # asyncpg's own errors, not wrapped in SQLAlchemy's, come from connecting.
    connecting = (ConnectionError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
    for down in (DBAPIError, PoolTimeout, RedisError, *connecting):
        app.add_exception_handler(down, _dependency_down)
    app.add_exception_handler(OSError, _out_of_reach)
    app.add_exception_handler(Exception, _fault)
