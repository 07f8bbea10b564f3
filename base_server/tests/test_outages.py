"""What becomes of requests while the database or Redis is away, and afterwards."""

import logging
import os
import signal
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, contextmanager

import httpx
import psutil
import pytest
from pydantic import SecretStr

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.ports import free_port
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.server import EmbeddedServer
from provodnik.embedded.valkey import Valkey
from provodnik.server.application import running
from provodnik.server.database import DatabaseSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.testing.postgres import Databases

Away = Callable[[EmbeddedServer], AbstractContextManager[None]]

# For three requests: the time-outs of these settings, and the machine's own slowness.
DATABASE_SECONDS = 8
REDIS_SECONDS = 4


@pytest.fixture(scope="module")
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Generator[Postgres]:
    """One that may be stopped."""
    folder = tmp_path_factory.mktemp("postgres")
    with Postgres(folder, SecretStr("a-password"), free_port(), durable=False) as server:
        yield server


@pytest.fixture(scope="module")
def own_databases(own_postgres: Postgres) -> Databases:
    return Databases(own_postgres)


@pytest.fixture(scope="module")
def own_valkey(tmp_path_factory: pytest.TempPathFactory) -> Generator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey"), SecretStr("a-password"), free_port(), durable=False) as server:
        yield server


@pytest.fixture
def impatient(own_databases: Databases, own_valkey: Valkey) -> BaseServerSettings:
    url = own_databases.url(own_databases.make(upgrade))
    database = DatabaseSettings(url=SecretStr(url), connect_seconds=0.5, statement_seconds=0.5)
    redis = RedisSettings(url=SecretStr(own_valkey.url()), connect_seconds=0.5, answer_seconds=0.5)
    return BaseServerSettings(database=database, redis=redis, admin_token=ADMIN_TOKEN, admin_api="on")


@pytest.fixture
async def http(impatient: BaseServerSettings) -> AsyncGenerator[httpx.AsyncClient]:
    async with (
        running(create_base_server(impatient)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http,
    ):
        yield http


@pytest.fixture
def railway(http: httpx.AsyncClient) -> World:
    return World(BaseAdminClient(http, ADMIN_TOKEN), http)


@contextmanager
def stopped(server: EmbeddedServer) -> Generator[None]:
    """Gone, and refusing connections."""
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def paused(server: EmbeddedServer) -> Generator[None]:
    """There, and silent: the kind of outage that only time-outs notice."""
    assert server.pid is not None
    pids = [server.pid, *(child.pid for child in psutil.Process(server.pid).children(recursive=True))]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


class TestWithoutTheDatabase:
    @pytest.mark.parametrize("away", [stopped, paused])
    async def test_requests_are_answered_not_now_in_time_and_work_again_afterwards(
        self, http: httpx.AsyncClient, railway: World, own_postgres: Postgres, away: Away
    ) -> None:
        ticket, robot = await railway.ticket(), await railway.robot_at()
        headers = {"Authorization": f"Bearer {await robot.client.session.sign_in()}"}
        check = {"check_id": str(ticket.id), "assignment_id": str(robot.assignment.id), "code": ticket.code}

        with away(own_postgres):
            began = time.monotonic()
            answers = [
                await http.get("/base_api/v1/robot/me", headers=headers),
                await http.post("/base_api/v1/robot/ticket_validation", headers=headers, json=check),
            ]
            ready = await http.get("/health/ready")
            took = time.monotonic() - began

        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Content-Type"] == "application/problem+json"
        assert (ready.status_code, ready.json()["dependencies"]) == (503, {"database": "down", "redis": "up"})
        assert took < DATABASE_SECONDS
        assert await recovers(http, "/base_api/v1/robot/me", headers)
        assert (await robot.sees(ticket.code)).reason is None
        assert (await http.get("/health/ready")).status_code == 200


class TestWithoutRedis:
    @pytest.mark.parametrize("away", [stopped, paused])
    async def test_requests_are_answered_not_now_in_time_and_work_again_afterwards(
        self, http: httpx.AsyncClient, railway: World, own_valkey: Valkey, away: Away
    ) -> None:
        robot = await railway.robot()
        headers = {"Authorization": f"Bearer {await robot.session.sign_in()}"}
        login = {"id": str((await robot.me()).robot.id)}

        with away(own_valkey):
            began = time.monotonic()
            answers = [
                await http.get("/base_api/v1/robot/me", headers=headers),
                await http.post("/base_api/v1/auth/robot/login", json=login),
            ]
            ready = await http.get("/health/ready")
            took = time.monotonic() - began

        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        assert (ready.status_code, ready.json()["dependencies"]) == (503, {"database": "up", "redis": "down"})
        assert took < REDIS_SECONDS
        assert (await robot.me()).robot.robot_model_id == "provodnik-1"  # signed in anew where the sessions are gone
        assert (await http.get("/health/ready")).status_code == 200


async def recovers(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> bool:
    """At once, or after one answer on a connection that died with the database."""
    answers = [(await http.get(path, headers=headers)).status_code for _ in range(3)]
    return answers[-1] == 200


async def test_a_lost_dependency_is_logged_once_when_lost_and_once_when_back(
    http: httpx.AsyncClient, own_valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with stopped(own_valkey):
        for _ in range(3):
            await http.get("/health/ready")
    for _ in range(3):
        await http.get("/health/ready")

    said = [record.message for record in caplog.records if record.name == "provodnik.server.health"]
    assert len(said) == 2
    assert said[0].startswith("redis is down")
    assert said[0].endswith("see BASE_REDIS__URL")
    assert said[1] == "redis is back"


async def test_a_database_without_migrations_is_down_and_the_log_says_what_to_run(
    impatient: BaseServerSettings, own_postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    own_postgres.create_database("empty")
    database = impatient.database.model_copy(update={"url": SecretStr(own_postgres.url("empty"))})

    async with running(create_base_server(impatient.model_copy(update={"database": database}))):
        pass

    assert "python -m base_server.migrations upgrade head" in caplog.text


async def test_a_wrong_password_of_the_database_is_an_outage_that_names_the_variable(
    impatient: BaseServerSettings, caplog: pytest.LogCaptureFixture
) -> None:
    url = impatient.database.url.get_secret_value().replace("a-password", "another-password")
    database = impatient.database.model_copy(update={"url": SecretStr(url)})

    async with (
        running(create_base_server(impatient.model_copy(update={"database": database}))) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http,
    ):
        login = await http.post("/base_api/v1/auth/robot/login", json={"id": "00000000-0000-4000-8000-000000000000"})

    assert login.status_code == 503
    assert "BASE_DATABASE__URL" in caplog.text
    assert "another-password" not in caplog.text
