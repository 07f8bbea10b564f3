"""A device's session: signed in by its key, and again whenever the server has forgotten it."""

import asyncio
import base64
import binascii
from contextlib import suppress
from uuid import UUID

from pydantic import BaseModel

from provodnik.clients.errors import Broken
from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.sign_in import Challenge, ChallengeAnswer, CodeRefused, SessionToken, SignInRequest
from provodnik.contracts.wire import Ok
from provodnik.keys.challenge import binding
from provodnik.keys.interface import DevicePrivateKey, NotOpened


def answer(challenge: Challenge, device_id: UUID, key: DevicePrivateKey) -> ChallengeAnswer:
    """Open the sealed code: the device's part of a sign-in. Raises NotOpened."""
    try:
        sealed = base64.b64decode(challenge.data, validate=True)
    except binascii.Error as cause:
        raise NotOpened from cause
    code = key.open(sealed, binding(device_id, challenge.request_id))
    return ChallengeAnswer(data=code.decode(), request_id=challenge.request_id)


class DeviceSession:
    """Sends a device's requests under a token that it gets for itself."""

    def __init__(self, transport: Transport, prefix: str, device_id: UUID, key: DevicePrivateKey) -> None:
        """`prefix`: where the sign-in lives, such as /base_api/v1/auth/robot."""
        self._transport = transport
        self._prefix = prefix
        self._device_id = device_id
        self._key = key
        self._token: str | None = None
        self._signing_in = asyncio.Lock()

    async def send(
        self,
        reply: type[Reply],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        params: Params | None = None,
    ) -> Reply:
        """Raises what Transport.send does; CodeRefused where the server no longer knows this device's key."""
        token = self._token or await self._sign_in(stale=None)
        try:
            return await self._transport.send(reply, method, path, body, params=params, token=token)
        except NotSignedIn:
            token = await self._sign_in(stale=token)
        return await self._transport.send(reply, method, path, body, params=params, token=token)

    async def sign_in(self) -> str:
        """Get a new token."""
        return await self._sign_in(stale=self._token)

    async def sign_out(self) -> None:
        if self._token:
            token, self._token = self._token, None
            with suppress(NotSignedIn):  # the session ended by itself
                await self._transport.send(Ok, "POST", self._prefix.rsplit("/", 1)[0] + "/logout", token=token)

    async def _sign_in(self, *, stale: str | None) -> str:
        """Two requests that lost their token at once sign in once."""
        async with self._signing_in:
            if self._token and self._token != stale:
                return self._token
            request = SignInRequest(id=self._device_id)
            challenge = await self._transport.send(Challenge, "POST", f"{self._prefix}/login", request)
            try:
                opened = answer(challenge, self._device_id, self._key)
            except NotOpened as cause:
                # An unknown device gets a challenge as well, sealed to nobody: this device was removed.
                raise CodeRefused("the server's challenge is not for this device's key") from cause
            except ValueError as cause:
                raise Broken("the challenge holds no code") from cause
            session = await self._transport.send(SessionToken, "POST", f"{self._prefix}/login_code", opened)
            self._token = session.token
            return session.token
