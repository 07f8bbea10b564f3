import httpx
from pydantic import SecretStr

from provodnik.clients.transport import Params, Reply, Transport
from provodnik.contracts.wire import Command

_PREFIX = "/base_api/v1/admin"


class AdminCalls:
    """Sends what is asked with the admin token; the topics' calls build on it."""

    def __init__(self, http: httpx.AsyncClient, token: SecretStr) -> None:
        """`http` has the gateway as its base URL."""
        self._transport = Transport(http)
        self._token = token

    async def _send(
        self, reply: type[Reply], method: str, path: str, body: Command | None = None, *, params: Params | None = None
    ) -> Reply:
        token = self._token.get_secret_value()
        return await self._transport.send(reply, method, _PREFIX + path, body, params=params, token=token)
