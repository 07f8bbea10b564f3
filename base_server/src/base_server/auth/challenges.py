"""Challenges of devices: a code sealed to a device's public key, waiting in Redis for its answer."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel
from redis.asyncio import Redis

from provodnik.contracts.sign_in import Challenge, ChallengeAnswer
from provodnik.keys.challenge import Purpose, binding, new_code
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import Device, DeviceKind

LIFE_SECONDS = 30


class _Posed(BaseModel):
    device: Device
    code: str
    public_key: str


@dataclass(frozen=True)
class Answered:
    """`device`: of which it was asked, if of any. `public_key`: which key the answer has shown, if it has."""

    device: Device | None = None
    public_key: str | None = None


class Challenges:
    def __init__(self, redis: Redis, purpose: Purpose) -> None:
        self._redis = redis
        self._purpose = purpose

    async def pose(self, device: Device, key: DevicePublicKey | None) -> Challenge:
        """`key` is None for an unknown device, which gets a challenge that nobody can open.

        Its answer has the size and takes the time of an X25519 device's; that an old RSA device's id can be told
        from an unknown one by its longer answer is accepted.
        """
        key = key or X25519PrivateKey.generate().public_key
        code, request_id = new_code(), secrets.token_urlsafe(16)
        sealed = key.seal(code.encode(), binding(device.id, request_id, self._purpose))
        posed = _Posed(device=device, code=code, public_key=key.pem())
        await self._redis.set(self._name(device.kind, request_id), posed.model_dump_json(), ex=LIFE_SECONDS)
        return Challenge(data=base64.b64encode(sealed).decode(), request_id=request_id)

    async def solved_by(self, answer: ChallengeAnswer, kind: DeviceKind) -> Answered:
        """Whatever the answer is, it can't be given again."""
        stored = cast("str | None", await self._redis.getdel(self._name(kind, answer.request_id)))
        if stored is None:
            return Answered()
        posed = _Posed.model_validate_json(stored)
        right = hmac.compare_digest(posed.code.encode(), answer.data.encode())
        return Answered(posed.device, posed.public_key if right else None)

    def _name(self, kind: DeviceKind, request_id: str) -> str:
        return f"challenge:{self._purpose.name.lower()}:{kind}:{request_id}"
