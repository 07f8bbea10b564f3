"""Challenges of devices that sign in: a code sealed to the device's key, waiting in Redis for its answer."""

import base64
import hmac
import secrets
from typing import cast
from uuid import UUID

from redis.asyncio import Redis

from provodnik.contracts.sign_in import Challenge, ChallengeAnswer
from provodnik.keys.challenge import binding, new_code
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind

LIFE_SECONDS = 30


class Challenges:
    def __init__(self, redis: Redis, kind: DeviceKind) -> None:
        self._redis = redis
        self._kind = kind

    async def pose(self, device_id: UUID, key: DevicePublicKey | None) -> Challenge:
        """`key` is None for an unknown device, which gets a challenge that nobody can open.

        Its answer has the size and takes the time of an X25519 device's; that an old RSA device's id can be told
        from an unknown one by its longer answer is accepted.
        """
        code, request_id = new_code(), secrets.token_urlsafe(16)
        sealed = (key or X25519PrivateKey.generate().public_key).seal(code.encode(), binding(device_id, request_id))
        await self._redis.set(self._name(request_id), f"{device_id}:{code}", ex=LIFE_SECONDS)
        return Challenge(data=base64.b64encode(sealed).decode(), request_id=request_id)

    async def solved_by(self, answer: ChallengeAnswer) -> tuple[UUID | None, bool]:
        """Which device was asked, if any, and whether the answer is right. Whatever it is, it can't be given again."""
        stored = cast("str | None", await self._redis.getdel(self._name(answer.request_id)))
        if stored is None:
            return None, False
        device_id, _, code = stored.partition(":")
        return UUID(device_id), hmac.compare_digest(code.encode(), answer.data.encode())

    def _name(self, request_id: str) -> str:
        return f"challenge:{self._kind}:{request_id}"
