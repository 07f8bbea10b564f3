import asyncio
import signal
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from provodnik.embedded.errors import PortTaken, StartFailed
from provodnik.embedded.ports import LOOPBACK
from provodnik.embedded.valkey import Valkey
from provodnik.server.redis_async import RedisSettings, connect_redis


def client_of(server: Valkey) -> Redis:
    return connect_redis(RedisSettings(url=SecretStr(server.url())))


@pytest.fixture
def server(tmp_path: Path, password: SecretStr) -> Valkey:
    return Valkey(tmp_path / "valkey", password)


async def test_answers_at_its_url_whatever_the_password_holds(server: Valkey) -> None:
    with server:
        async with client_of(server) as client:
            assert await client.set("session", "robot")


async def test_refuses_a_wrong_password_and_none(server: Valkey) -> None:
    with server:
        for wrong in ("wrong", None):
            async with Redis(host=LOOPBACK, port=server.port, password=wrong, retry=Retry(NoBackoff(), 0)) as client:
                with pytest.raises(exceptions.AuthenticationError):
                    await client.get("anything")


async def test_its_data_outlast_a_restart(server: Valkey) -> None:
    with server:
        async with client_of(server) as client:
            await client.set("session", "robot")
    with server:
        async with client_of(server) as client:
            assert await client.get("session") == "robot"


async def test_what_it_acknowledged_outlasts_a_kill_in_the_middle_of_writing(server: Valkey) -> None:
    server.start()
    acknowledged = await written_until_killed(server, after=200, writers=8)
    server.stop()

    with server:
        async with client_of(server) as client:
            assert await client.exists(*acknowledged) == len(acknowledged)


async def written_until_killed(server: Valkey, after: int, writers: int) -> set[str]:
    """The keys that were acknowledged to writers that went on until they lost the server."""
    acknowledged: set[str] = set()

    async def write(name: str) -> None:
        async with client_of(server) as client:
            for number in range(100 * after):
                await client.set(f"{name}.{number}", "taken")
                acknowledged.add(f"{name}.{number}")
                if len(acknowledged) == after:
                    psutil.Process(server.pid).send_signal(signal.SIGKILL)

    ends = await asyncio.gather(*(write(str(number)) for number in range(writers)), return_exceptions=True)
    assert all(isinstance(end, exceptions.ConnectionError) for end in ends), ends
    return acknowledged


def test_has_no_secret_on_its_command_line_or_in_its_environment(server: Valkey, password: SecretStr) -> None:
    with server:
        process = psutil.Process(server.pid)

        assert password.get_secret_value() not in f"{process.cmdline()} {process.environ()}"


def test_listens_on_loopback_alone(server: Valkey) -> None:
    with server:
        connections = psutil.Process(server.pid).net_connections("inet")

        assert {each.laddr.ip for each in connections if each.laddr} == {LOOPBACK}


def test_a_taken_port_is_named_with_who_has_it(server: Valkey, tmp_path: Path, password: SecretStr) -> None:
    with server, pytest.raises(PortTaken, match=rf"Valkey can't listen on port {server.port} .*process {server.pid}"):
        Valkey(tmp_path / "another", password, server.port).start()


def test_broken_data_give_the_end_of_the_log(server: Valkey) -> None:
    with server:
        pass
    manifest = server.data / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("rubbish\n")

    with pytest.raises(StartFailed, match=r"could not start(?s:.*)AOF"):
        server.start()
