"""Whoever asks under a token: a person, whose token the realm gives, or a device, which gets its own."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from pydantic import BaseModel

from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.errors import NotSignedIn


class SignedIn(Protocol):
    """A PersonSession or a DeviceSession."""

    async def send(
        self, reply: type[Reply], method: str, path: str, body: BaseModel | None = None, *, params: Params | None = None
    ) -> Reply: ...

    async def token(self) -> str: ...

    async def sign_in(self) -> str: ...


class PersonSession:
    def __init__(self, transport: Transport, token: Callable[[], Awaitable[str]]) -> None:
        """`token`: asked before each request, for whoever holds the sign-in refreshes it."""
        self._transport = transport
        self._token = token

    async def send(
        self, reply: type[Reply], method: str, path: str, body: BaseModel | None = None, *, params: Params | None = None
    ) -> Reply:
        return await self._transport.send(reply, method, path, body, params=params, token=await self._token())

    async def token(self) -> str:
        return await self._token()

    async def sign_in(self) -> str:
        """People sign in at the realm, and nowhere else. Raises NotSignedIn."""
        raise NotSignedIn
