"""No request may hold more than a service is ready to read."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from provodnik.contracts.errors import TooLarge
from provodnik.server.problem_details import problem


class BodyLimitMiddleware:
    """Refuses a body by the length that it declares, before it is read; one that declares none, once it is too long.

    FastAPI's own `max_body_size` answers in plain text whatever handler there is, which is why it isn't used.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._declares_too_much(scope):
            await problem(TooLarge(f"the request may hold {self._most_bytes} bytes"))(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _declares_too_much(self, scope: Scope) -> bool:
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        return declared.isdigit() and int(declared) > self._most_bytes

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most_bytes:
                # FastAPI lets this one exception through while it reads a body.
                raise HTTPException(TooLarge.status)
            return message

        return counted
