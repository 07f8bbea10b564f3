import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from provodnik.embedded.chroma import Chroma
from provodnik.embedded.errors import InUse
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.process import is_alive
from provodnik.embedded.valkey import Valkey

SUPERVISOR = Path(__file__).with_name("supervisor.py")


class Supervisor:
    """A program of its own that has started the three servers."""

    def __init__(self, folder: Path) -> None:
        self._program = subprocess.Popen(
            [sys.executable, SUPERVISOR, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._program.stdout
        pids: dict[str, int] = json.loads(self._program.stdout.readline())
        self.servers = {label: psutil.Process(pid) for label, pid in pids.items()}

    def kill(self) -> None:
        self._program.kill()
        self._program.communicate()

    def end(self) -> None:
        self._program.communicate()


@pytest.fixture
def supervisor(tmp_path: Path) -> Generator[Supervisor]:
    started = Supervisor(tmp_path)
    yield started
    started.end()


def group(folder: Path) -> tuple[Postgres, ServerGroup]:
    postgres = Postgres(folder / "postgres", SecretStr("secret"), durable=False)
    return postgres, ServerGroup(postgres, Valkey(folder / "valkey", SecretStr("secret")), Chroma(folder / "chroma"))


def test_a_supervisor_that_ends_takes_its_servers_with_it(supervisor: Supervisor) -> None:
    supervisor.end()

    assert not any(is_alive(server) for server in supervisor.servers.values())


def test_the_next_start_stops_what_a_killed_supervisor_left_and_goes_on(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.kill()
    orphans = supervisor.servers
    assert all(is_alive(orphan) for orphan in orphans.values())
    socket_folder = Path(json.loads((tmp_path / "postgres" / "server.pid").read_text())["socket_folder"])

    postgres, servers = group(tmp_path)
    with servers:
        assert not any(is_alive(orphan) for orphan in orphans.values())
        assert postgres.sql("SELECT 1") == "1"

    assert not socket_folder.exists()


def test_a_supervisor_that_lives_keeps_its_servers(supervisor: Supervisor, tmp_path: Path) -> None:
    _, servers = group(tmp_path)

    with pytest.raises(InUse, match="in use by another program"):
        servers.start()

    assert all(is_alive(server) for server in supervisor.servers.values())


def test_the_next_start_waits_for_the_children_of_a_killed_postgres(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.kill()
    supervisor.servers["PostgreSQL"].kill()

    postgres, servers = group(tmp_path)
    with servers:
        assert postgres.sql("SELECT 1") == "1"


def test_a_process_that_got_the_number_of_a_server_is_left_alone(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey", SecretStr("secret"))
    with server:
        record = json.loads((server.folder / "server.pid").read_text())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        record["server"]["pid"] = stranger.pid
        (server.folder / "server.pid").write_text(json.dumps(record))

        with server:
            assert stranger.poll() is None
        assert stranger.poll() is None
        stranger.communicate()
