"""Who is asking. Every router that is not public hangs on one of these."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from provodnik.contracts.errors import NotSignedIn
from provodnik.server.redis_async import RedisDep, get_redis
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions

_bearer = HTTPBearer(auto_error=False, description="Authorization: Bearer <token>")


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def bearer_token(credentials: Credentials) -> str:
    if credentials is None or not credentials.credentials:
        raise NotSignedIn
    return credentials.credentials


BearerToken = Annotated[str, Depends(bearer_token)]


def check_token(given: str, *accepted: SecretStr) -> None:
    """Raises NotSignedIn unless `given` is one of the configured tokens (two, while a token is being changed)."""
    matches = [hmac.compare_digest(given.encode(), known.get_secret_value().encode()) for known in accepted]
    if not any(matches):
        raise NotSignedIn


async def get_device_sessions(redis: RedisDep) -> DeviceSessions:
    return DeviceSessions(redis)


DeviceSessionsDep = Annotated[DeviceSessions, Depends(get_device_sessions)]


def device_of(kind: DeviceKind) -> Callable[..., Awaitable[Device]]:
    """A dependency that admits a device of this kind. Another kind's token is as good as none.

    Every request of a robot passes here, so it asks for no dependency that it can do without.
    """

    async def admit(request: Request, credentials: Credentials) -> Device:
        sessions = DeviceSessions(await get_redis(request))
        device = await sessions.owner(credentials.credentials) if credentials else None
        if device is None or device.kind is not kind:
            raise NotSignedIn
        return device

    return admit
