"""The stream of events, over real ports: several servers, lost connections, a Redis that forgets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.main import PREFIX, create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.monitoring import Security, closing_of, incident_of, watching
from base_server.testing.people import account_of
from base_server.testing.world import TRAIN, WAGON, PlacedRobot, World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.monitoring_incidents import FalseAlarm
from provodnik.contracts.people import Role, RoleMissing
from provodnik.contracts.robots import HelpRequest
from provodnik.embedded.issuer import Issuer
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import connect_redis
from provodnik.testing.http import served
from provodnik.testing.realm import REALM_URL, way_to

MANY = 100


@pytest.fixture
def with_people(base_settings: BaseServerSettings) -> BaseServerSettings:
    return base_settings.model_copy(update={"sign_in": SignInSettings(issuer=REALM_URL)})


@asynccontextmanager
async def server(settings: BaseServerSettings, realm: Issuer) -> AsyncGenerator[httpx.AsyncClient]:
    """One of several on the same database."""
    with served(create_base_server(settings, Ways(to_realm=way_to(realm)))) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
            yield http


async def robot_on(http: httpx.AsyncClient) -> PlacedRobot:
    return await World(BaseAdminClient(http, ADMIN_TOKEN), http).robot_at()


async def robot_on_both(here: httpx.AsyncClient, there: httpx.AsyncClient) -> tuple[BaseRobotClient, BaseRobotClient]:
    """One robot, signed in at either server."""
    key = X25519PrivateKey.generate()
    robot = await World(BaseAdminClient(here, ADMIN_TOKEN), here).robot(key)
    return robot, BaseRobotClient(there, (await robot.me()).robot.id, key)


async def call_often(robot: BaseRobotClient, first: int, count: int) -> None:
    for number in range(first, first + count):
        await robot.call_help(HelpRequest(reason=str(number)))


class Cutting:
    """A way to a server on which each connection is cut after so many bytes of answer."""

    def __init__(self, server_url: str, most_bytes: int) -> None:
        self._server = urlsplit(server_url)
        self._most_bytes = most_bytes
        self._tasks: list[asyncio.Task[None]] = []
        self.connections = 0

    @asynccontextmanager
    async def carrying(self) -> AsyncGenerator[str]:
        listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        finally:
            listener.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._server.hostname, self._server.port)
        asking = asyncio.create_task(_pass(reader, back, None))
        answering = asyncio.create_task(_pass(there, writer, self._most_bytes))
        answering.add_done_callback(lambda _: asking.cancel())
        self._tasks += [asking, answering]
        self.connections += 1


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter, most_bytes: int | None) -> None:
    passed = 0
    try:
        while (most_bytes is None or passed < most_bytes) and (some := await source.read(1024)):
            sink.write(some)
            passed += len(some)
    finally:
        sink.close()
        await sink.wait_closed()


async def test_what_a_robot_tells_one_server_a_terminal_hears_at_another(
    with_people: BaseServerSettings, realm: Issuer
) -> None:
    async with server(with_people, realm) as here, server(with_people, realm) as there:
        robot, terminal = await robot_on(here), Security(there, realm).terminal()
        async with watching(terminal) as watched:
            incident = await robot.client.open_incident(incident_of(robot))
            await watched.until(1)
            await terminal.acknowledge(incident.id)
            await terminal.false_alarm(incident.id, FalseAlarm(reason="?"))
            await robot.client.update_incident(incident.id, closing_of())
            events = await watched.until(4)

    assert [event.kind.partition(".")[2] for event in events] == ["opened", "acknowledged", "false_alarm", "closed"]
    assert [event.place for event in events] == [1, 2, 3, 4]
    assert {event.data["incident_id"] for event in events} == {str(incident.id)}
    assert (events[-1].data["state"], events[-1].data["review"]) == ("closed", "false_alarm")
    assert (events[0].data["train_number"], events[0].data["wagon_number"]) == (TRAIN, WAGON)


async def test_of_a_hundred_events_over_a_connection_that_breaks_none_is_missed_or_doubled(
    with_people: BaseServerSettings, realm: Issuer
) -> None:
    async with server(with_people, realm) as http, server(with_people, realm) as other:
        robots = await robot_on_both(http, other)
        cutting = Cutting(str(http.base_url), most_bytes=2_500)
        async with (
            cutting.carrying() as url,
            httpx.AsyncClient(base_url=url, trust_env=False) as through,
            watching(Security(through, realm).terminal()) as watched,
        ):
            await asyncio.gather(*(call_often(robot, n * MANY // 2, MANY // 2) for n, robot in enumerate(robots)))
            events = await watched.until(MANY)

    assert [event.place for event in events] == [*range(1, MANY + 1)]
    assert {event.data["reason"] for event in events} == {str(number) for number in range(MANY)}
    assert cutting.connections > 5


async def test_a_redis_that_forgets_everything_costs_no_event(with_people: BaseServerSettings, realm: Issuer) -> None:
    redis = connect_redis(with_people.redis)
    async with server(with_people, realm) as http, server(with_people, realm) as other:
        robot = await robot_on(http)
        async with watching(Security(other, realm).terminal()) as watched:
            for first in range(0, 30, 10):
                await call_often(robot.client, first, 10)
                await redis.execute_command("FLUSHALL")  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
            events = await watched.until(30)
        async with watching(Security(http, realm).terminal()) as anew:
            assert await anew.until(30) == events
    await redis.aclose()

    assert [event.data["reason"] for event in events] == [str(number) for number in range(30)]


async def test_a_stream_ends_when_its_token_does(with_people: BaseServerSettings, realm: Issuer) -> None:
    async with server(with_people, realm) as http:
        token = realm.token(account_of("Ольга", Role.SECURITY), seconds=0.5)
        headers = {"Authorization": f"Bearer {token}"}

        response = await http.get(f"{PREFIX}/monitoring/events", headers=headers)

    assert (response.status_code, response.text) == (200, "id: 0\n\n")
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"


async def test_a_terminal_whose_token_is_refused_is_told_so(with_people: BaseServerSettings, realm: Issuer) -> None:
    async with server(with_people, realm) as http:
        dead = Security(http, realm).terminal(seconds=-60)
        with pytest.raises(NotSignedIn):
            await anext(dead.events())
        passenger = {"Authorization": f"Bearer {realm.token(account_of('Анна'))}"}
        refused = await http.get(f"{PREFIX}/monitoring/events", headers=passenger)

    assert (refused.status_code, refused.json()["code"]) == (403, RoleMissing.__name__)


@pytest.mark.parametrize("last", ["-1", "x", str(2**63)])
async def test_a_place_that_cant_be_is_refused(with_people: BaseServerSettings, realm: Issuer, last: str) -> None:
    async with server(with_people, realm) as http:
        token = realm.token(account_of("Ольга", Role.SECURITY))
        headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": last}

        response = await http.get(f"{PREFIX}/monitoring/events", headers=headers)

    assert (response.status_code, response.json()["code"]) == (422, "MalformedInput")


async def test_streams_hold_no_connection_of_the_pool_and_count_as_answered(
    with_people: BaseServerSettings, realm: Issuer
) -> None:
    """More streams than the pool has connections; the rest of the server goes on."""
    small = with_people.model_copy(update={"database": with_people.database.model_copy(update={"connections": 2})})
    async with server(small, realm) as http:
        robot = await robot_on(http)
        terminals = [Security(http, realm).terminal(f"Оператор {n}") for n in range(6)]
        async with asyncio.timeout(30):
            streams = [terminal.events(0) for terminal in terminals]
            waiting = [asyncio.create_task(anext(stream)) for stream in streams]
            await call_often(robot.client, 0, 1)
            assert {event.kind for event in await asyncio.gather(*waiting)} == {"help.called"}
        metrics = (await http.get("/metrics")).text
        for stream in streams:
            await stream.aclose()

    assert f'requests_total{{route="{PREFIX}/monitoring/events",status="200"}} 6.0' in metrics
