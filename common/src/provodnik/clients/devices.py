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
from provodnik.contracts.sign_in import (
    Challenge,
    ChallengeAnswer,
    CodeRefused,
    KeyRotation,
    RotationAnswer,
    RotationChallenge,
    SessionToken,
    SignInRequest,
)
from provodnik.contracts.wire import Ok
from provodnik.keys.challenge import Purpose, binding
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey, NotOpened


def answer(
    challenge: Challenge, device_id: UUID, key: DevicePrivateKey, purpose: Purpose = Purpose.LOGIN
) -> ChallengeAnswer:
    """Open the sealed code: the device's part of a challenge. Raises NotOpened, Broken."""
    try:
        sealed = base64.b64decode(challenge.data, validate=True)
    except binascii.Error as cause:
        raise NotOpened from cause
    code = key.open(sealed, binding(device_id, challenge.request_id, purpose))
    try:
        return ChallengeAnswer(data=code.decode(), request_id=challenge.request_id)
    except ValueError as cause:
        raise Broken("the challenge holds no code") from cause


class DeviceSession:
    """Sends a device's requests under a token that it gets for itself."""

    def __init__(self, transport: Transport, prefix: str, device_id: UUID, key: DeviceKeys | DevicePrivateKey) -> None:
        """`prefix`: where the sign-in lives, such as /base_api/v1/auth/robot. A key by itself is kept in memory."""
        self._transport = transport
        self._prefix = prefix
        self._device_id = device_id
        self._keys = key if isinstance(key, DeviceKeys) else DeviceKeys(key)
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
        unless: str | None = None,
    ) -> Reply:
        """Raises what Transport.send does; CodeRefused where the server no longer knows this device's key."""
        token = self._token or await self._sign_in(stale=None)
        try:
            return await self._transport.send(reply, method, path, body, params=params, token=token, unless=unless)
        except NotSignedIn:
            token = await self._sign_in(stale=token)
        return await self._transport.send(reply, method, path, body, params=params, token=token, unless=unless)

    async def token(self) -> str:
        """The one that is used now: for what is no single request."""
        return self._token or await self._sign_in(stale=None)

    async def sign_in(self) -> str:
        """Get a new token."""
        return await self._sign_in(stale=self._token)

    async def sign_out(self) -> None:
        if self._token:
            token, self._token = self._token, None
            with suppress(NotSignedIn):  # the session ended by itself
                await self._transport.send(Ok, "POST", self._prefix.rsplit("/", 1)[0] + "/logout", token=token)

    async def rotate_key(self) -> None:
        """Have the server take the next key in the place of the current one, which has to be kept until it did.

        Whatever this raises, the next sign-in finds out which of them the server has.
        """
        await self.sign_in()
        old, new = self._keys.current, await self._keys.next()
        rotation = KeyRotation(public_key=new.public_key.pem())
        posed = await self.send(RotationChallenge, "POST", f"{self._prefix}/rotate_key", rotation)
        try:
            opened = RotationAnswer(
                old=answer(posed.old, self._device_id, old, Purpose.ROTATION),
                new=answer(posed.new, self._device_id, new, Purpose.ROTATION),
            )
        except NotOpened as cause:
            raise Broken("the server's challenges are not for this device's keys") from cause
        # Not by `send`: codes that were refused once are refused again.
        await self._transport.send(Ok, "POST", f"{self._prefix}/rotate_key_code", opened, token=self._token)
        await self.sign_in()

    async def _sign_in(self, *, stale: str | None) -> str:
        """Two requests that lost their token at once sign in once."""
        async with self._signing_in:
            if self._token and self._token != stale:
                return self._token
            request = SignInRequest(id=self._device_id)
            challenge = await self._transport.send(Challenge, "POST", f"{self._prefix}/login", request)
            key, opened = self._opened(challenge)
            session = await self._transport.send(SessionToken, "POST", f"{self._prefix}/login_code", opened)
            await self._keys.signed_in_by(key)
            self._token = session.token
            return session.token

    def _opened(self, challenge: Challenge) -> tuple[DevicePrivateKey, ChallengeAnswer]:
        """By whichever key it is for: the server may have taken the next one without our having heard of it."""
        for key in self._keys.candidates():
            with suppress(NotOpened):
                return key, answer(challenge, self._device_id, key)
        # An unknown device gets a challenge as well, sealed to nobody: this device was removed.
        raise CodeRefused("the server's challenge is not for this device's key")
