"""The id that a request has on its whole way: from the gateway, through our logs, to the services that we ask."""

import logging
import re
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER: Final = "X-Request-Id"
_HEADER: Final = HEADER.lower().encode()
_WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")

# Each request is a task of its own, which has its own; background work has none.
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Of the request that is being answered; nothing where there is none."""
    return _current.get()


class RequestIdMiddleware:
    """Takes the one that the request came with, where it is well-formed, or makes one; and answers with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        known = given.decode() if _WELL_FORMED.fullmatch(given) else uuid4().hex
        _current.set(known)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [header for header in message.get("headers", ()) if header[0] != _HEADER]
                message["headers"] = [*others, (_HEADER, known.encode())]
            await send(message)

        await self._app(scope, receive, named)


class RequestIdFilter(logging.Filter):
    """Gives every line the id of the request that it was written for."""

    def filter(self, record: logging.LogRecord) -> bool:
        known = _current.get()
        if known:
            record.request_id = known
        return True


async def pass_on(request: httpx.Request) -> None:
    """For the event hooks of a client that asks a service of ours."""
    known = _current.get()
    if known:
        request.headers[HEADER] = known
