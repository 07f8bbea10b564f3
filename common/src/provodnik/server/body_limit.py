"""No request may hold more than a service is ready to read."""

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from provodnik.contracts.errors import TooLarge
from provodnik.server.problem_details import problem


class BodyLimitMiddleware:
    """Refuses a body by the length that it declares, before it is read; one that declares none, once it is too long.

    FastAPI's own `max_body_size` answers in plain text whatever handler there is, which is why it isn't used.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, larger_bodies: Mapping[str, int]) -> None:
        """`larger_bodies`: what a request may hold at the paths that match these patterns whole."""
        self._app = app
        self._most_bytes = most_bytes
        self._larger_bodies = [(re.compile(pattern), most) for pattern, most in larger_bodies.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most_bytes = self._most_bytes_of(scope["path"])
        if _declared_bytes(scope) > most_bytes:
            await problem(TooLarge(f"the request may hold {most_bytes} bytes"), scope)(scope, receive, send)
        else:
            await self._app(scope, _counted(receive, most_bytes), send)

    def _most_bytes_of(self, path: str) -> int:
        return next((most for pattern, most in self._larger_bodies if pattern.fullmatch(path)), self._most_bytes)


def _declared_bytes(scope: Scope) -> int:
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(declared) if declared.isdigit() else 0


def _counted(receive: Receive, most_bytes: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most_bytes:
            # FastAPI lets this one exception through while it reads a body.
            raise HTTPException(TooLarge.status)
        return message

    return counted
