"""A store terminal's standing with base_server, which lets it into store_server as well."""

from uuid import UUID

import httpx

from provodnik.clients.devices import DeviceSession
from provodnik.clients.transport import Transport
from provodnik.contracts.sign_in import StoreEnrolment
from provodnik.contracts.terminals import StoreTerminalRead
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePrivateKey

PREFIX = "/base_api/v1/auth/store"


async def enrol_store_terminal(http: httpx.AsyncClient, enrolment: StoreEnrolment) -> StoreTerminalRead:
    """Done once, with an engineer's password. `http` has the gateway as its base URL."""
    return await Transport(http).send(StoreTerminalRead, "POST", f"{PREFIX}/new_login", enrolment)


def store_terminal_session(
    http: httpx.AsyncClient, terminal_id: UUID, key: DeviceKeys | DevicePrivateKey
) -> DeviceSession:
    """`http` has the gateway as its base URL."""
    return DeviceSession(Transport(http), PREFIX, terminal_id, key)
