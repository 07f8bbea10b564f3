"""Who is asking. Every router that is not public hangs on one of these."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from provodnik.contracts.errors import NotSignedIn
from provodnik.server.redis_async import RedisDep
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions

_bearer = HTTPBearer(auto_error=False, description="Authorization: Bearer <token>")


def bearer_token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    if credentials is None or not credentials.credentials:
        raise NotSignedIn
    return credentials.credentials


BearerToken = Annotated[str, Depends(bearer_token)]


def check_token(given: str, *accepted: SecretStr) -> None:
    """Raises NotSignedIn unless `given` is one of the configured tokens (two, while a token is being changed)."""
    matches = [hmac.compare_digest(given.encode(), known.get_secret_value().encode()) for known in accepted]
    if not any(matches):
        raise NotSignedIn


def get_device_sessions(redis: RedisDep) -> DeviceSessions:
    return DeviceSessions(redis)


DeviceSessionsDep = Annotated[DeviceSessions, Depends(get_device_sessions)]


def device_of(kind: DeviceKind) -> Callable[[str, DeviceSessions], Awaitable[Device]]:
    """A dependency that admits a device of this kind. Another kind's token is as good as none."""

    async def admit(token: BearerToken, sessions: DeviceSessionsDep) -> Device:
        device = await sessions.owner(token)
        if device is None or device.kind is not kind:
            raise NotSignedIn
        return device

    return admit
