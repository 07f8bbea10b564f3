"""A device's session, against a server that keeps the tokens it gave."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
import pytest

from provodnik.clients.devices import DeviceSession
from provodnik.clients.errors import Broken, Unreachable
from provodnik.clients.transport import Transport
from provodnik.contracts.errors import DomainError, NotSignedIn
from provodnik.contracts.sign_in import CodeRefused
from provodnik.contracts.wire import Ok
from provodnik.keys.challenge import binding, new_code
from provodnik.keys.device_keys import DeviceKeys
from provodnik.keys.interface import DevicePublicKey
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.problem_details import problem

KEY = X25519PrivateKey.generate()
DEVICE = uuid4()


def refuse(error: DomainError) -> httpx.Response:
    return httpx.Response(error.status, content=bytes(problem(error).body))


@dataclass
class FakeServer:
    """Signs in one device; what it is asked it answers only while the token lives."""

    key: DevicePublicKey = KEY.public_key
    code: bytes = field(default_factory=lambda: new_code().encode())
    alive: set[str] = field(default_factory=set[str])
    asked: list[str] = field(default_factory=list[str])
    refuses_everything: bool = False

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)  # as on a network, others get their turn
        self.asked.append(request.url.path)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        match request.url.path:
            case "/auth/robot/login":
                return self._challenge(UUID(json.loads(request.content)["id"]))
            case "/auth/robot/login_code":
                assert json.loads(request.content)["data"].encode() == self.code
                self.alive.add(new := f"token {self.count('/auth/robot/login_code')}")
                return httpx.Response(200, json={"token": new})
            case "/auth/logout" if token in self.alive:
                self.alive.remove(token)
                return httpx.Response(200, json={})
            case _ if token in self.alive and not self.refuses_everything:
                return httpx.Response(200, json={})
            case _:
                return refuse(NotSignedIn())

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def _challenge(self, device: UUID) -> httpx.Response:
        sealed = self.key.seal(self.code, binding(device, "a request"))
        return httpx.Response(200, json={"data": base64.b64encode(sealed).decode(), "request_id": "a request"})


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def session(server: FakeServer) -> DeviceSession:
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://gateway")
    return DeviceSession(Transport(http), "/auth/robot", DEVICE, KEY)


async def test_it_signs_in_before_its_first_request_and_once(server: FakeServer, session: DeviceSession) -> None:
    for _ in range(3):
        assert await session.send(Ok, "GET", "/thing") == Ok()

    assert server.asked == ["/auth/robot/login", "/auth/robot/login_code", "/thing", "/thing", "/thing"]


async def test_it_signs_in_again_when_its_session_has_died(server: FakeServer, session: DeviceSession) -> None:
    await session.send(Ok, "GET", "/thing")
    server.alive.clear()

    assert await session.send(Ok, "GET", "/thing") == Ok()

    assert server.count("/auth/robot/login") == 2


@pytest.mark.parametrize("new", [True, False])
async def test_requests_that_find_no_session_at_once_sign_in_once(
    server: FakeServer, session: DeviceSession, *, new: bool
) -> None:
    before = 0 if new else 1
    if not new:
        await session.send(Ok, "GET", "/thing")
        server.alive.clear()

    await asyncio.gather(*(session.send(Ok, "GET", f"/thing/{n}") for n in range(10)))

    assert server.count("/auth/robot/login") == before + 1


async def test_a_server_that_refuses_a_new_session_as_well_is_asked_no_more(
    server: FakeServer, session: DeviceSession
) -> None:
    server.refuses_everything = True

    with pytest.raises(NotSignedIn):
        await session.send(Ok, "GET", "/thing")

    assert server.count("/thing") == 2


async def test_a_challenge_for_another_key_means_that_the_device_was_removed(
    server: FakeServer, session: DeviceSession
) -> None:
    server.key = X25519PrivateKey.generate().public_key

    with pytest.raises(CodeRefused, match="not for this device"):
        await session.sign_in()

    assert server.count("/auth/robot/login_code") == 0


@pytest.mark.parametrize("code", [b"\xff\xfe", b"x" * 129])
async def test_a_challenge_that_holds_no_code_is_the_servers_fault(
    server: FakeServer, session: DeviceSession, code: bytes
) -> None:
    server.code = code

    with pytest.raises(Broken, match="no code"):
        await session.sign_in()


@pytest.mark.parametrize("data", ["no base64!", "", "AAAA"])
async def test_a_challenge_of_rubbish_opens_nothing(data: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": data, "request_id": "r"})

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://gateway")

    with pytest.raises(CodeRefused):
        await DeviceSession(Transport(http), "/auth/robot", DEVICE, KEY).sign_in()


async def test_it_signs_in_by_whichever_key_the_server_has(server: FakeServer) -> None:
    wanted = X25519PrivateKey.generate()
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://gateway")
    keys = DeviceKeys(KEY, wanted)
    session = DeviceSession(Transport(http), "/auth/robot", DEVICE, keys)

    await session.sign_in()
    assert keys.candidates() == (wanted, KEY)

    server.key = wanted.public_key
    await session.sign_in()
    assert keys.candidates() == (wanted,)


async def test_without_an_answer_to_its_wish_for_another_key_it_keeps_both(
    server: FakeServer,
) -> None:
    """The server here knows nothing of such a wish, and answers rubbish."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://gateway")
    keys = DeviceKeys(KEY)

    with pytest.raises(Broken):
        await DeviceSession(Transport(http), "/auth/robot", DEVICE, keys).rotate_key()

    assert keys.current is KEY
    assert keys.wanted is await keys.next()


async def test_signing_out_forgets_the_token(server: FakeServer, session: DeviceSession) -> None:
    token = await session.sign_in()

    await session.sign_out()
    await session.sign_out()

    assert token not in server.alive
    assert server.count("/auth/logout") == 1


async def test_signing_out_of_a_session_that_died_is_no_error(server: FakeServer, session: DeviceSession) -> None:
    await session.sign_in()
    server.alive.clear()

    await session.sign_out()


async def test_without_an_answer_it_says_so_and_signs_in_the_next_time(server: FakeServer) -> None:
    lost = True

    async def answer(request: httpx.Request) -> httpx.Response:
        if lost:
            raise httpx.ConnectError("no network")
        return await server(request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://gateway")
    session = DeviceSession(Transport(http), "/auth/robot", DEVICE, KEY)
    with pytest.raises(Unreachable):
        await session.send(Ok, "GET", "/thing")

    lost = False

    assert await session.send(Ok, "GET", "/thing") == Ok()
