import os
import signal
from collections.abc import Generator
from pathlib import Path

import asyncpg
import psutil
import pytest
from pydantic import SecretStr

from provodnik.embedded.errors import InUse, PortTaken, ServerDied, StartFailed, UnusableData, WrongPassword
from provodnik.embedded.ports import free_port
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.psql import SqlError


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Postgres]:
    """As standalone has it; for the tests that only ask it something."""
    with Postgres(tmp_path_factory.mktemp("postgres"), SecretStr("right")) as started:
        yield started


def throwaway(folder: Path, password: SecretStr, port: int | None = None) -> Postgres:
    return Postgres(folder, password, port, durable=False)


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def written_until_killed(server: Postgres, after: int) -> int:
    """How many rows were acknowledged to a writer that went on until it lost the server."""
    connection = await asyncpg.connect(server.url("postgres", "postgresql"))
    acknowledged = 0
    try:
        while acknowledged < 100 * after:
            await connection.execute("INSERT INTO seen VALUES (1)")
            acknowledged += 1
            if acknowledged == after:
                kill_all_of(server)
    except (asyncpg.PostgresConnectionError, ConnectionError):
        return acknowledged
    finally:
        connection.terminate()
    raise AssertionError("the server outlived its kill")


def kill_all_of(server: Postgres) -> None:
    process = psutil.Process(server.pid)
    for each in (process, *process.children()):
        each.send_signal(signal.SIGKILL)


def wait_for_the_end_of(server: Postgres) -> None:
    assert server.pid
    os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)  # leaves its exit status to the server's owner


class TestAStartedServer:
    def test_is_of_version_18_with_the_safety_of_the_disk_on(self, server: Postgres) -> None:
        settings = ("server_version_num", "fsync", "synchronous_commit", "data_checksums")

        version, *safety = (server.sql("SELECT current_setting(:'name')", name=name) for name in settings)

        assert version.startswith("18")
        assert safety == ["on", "on", "on"]

    def test_knows_cyrillic_letters(self, server: Postgres) -> None:
        assert server.sql("SELECT upper('ёлка')") == "ЁЛКА"

    def test_makes_a_database_once_whatever_its_name(self, server: Postgres) -> None:
        name = 'it\'s "quoted"'

        server.create_database(name)
        server.create_database(name)

        assert server.sql("SELECT count(*) FROM pg_database WHERE datname = :'name'", name=name) == "1"

    async def test_answers_at_its_url(self, server: Postgres) -> None:
        server.create_database("base")

        assert await ask(server.url("base", "postgresql"), "SELECT current_database()") == "base"

    def test_gives_sqlalchemy_its_url(self, server: Postgres) -> None:
        assert server.url("base") == f"postgresql+asyncpg://provodnik:right@127.0.0.1:{server.port}/base"

    def test_listens_on_loopback_alone(self, server: Postgres) -> None:
        connections = psutil.Process(server.pid).net_connections("inet")

        assert {each.laddr.ip for each in connections if each.laddr} == {"127.0.0.1"}

    def test_has_no_secret_on_its_command_line_or_in_its_environment(self, server: Postgres) -> None:
        process = psutil.Process(server.pid)

        assert "right" not in f"{process.cmdline()} {process.environ()}"

    def test_tells_what_is_wrong_with_a_statement(self, server: Postgres) -> None:
        with pytest.raises(SqlError, match=r"relation .nothing. does not exist"):
            server.sql("SELECT * FROM nothing")

    def test_keeps_values_out_of_its_log(self, server: Postgres) -> None:
        server.create_database("people")
        server.sql("CREATE TABLE people (name text UNIQUE); INSERT INTO people VALUES ('Anna Karenina')", "people")

        with pytest.raises(SqlError, match="duplicate key"):
            server.sql("INSERT INTO people VALUES ('Anna Karenina')", "people")

        written = server.log.path.read_text()
        assert "duplicate key" in written
        assert "Karenina" not in written


class TestPassword:
    async def test_a_wrong_one_is_refused_on_tcp(self, server: Postgres) -> None:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(user="provodnik", password="wrong", host="127.0.0.1", port=server.port)

    async def test_a_wrong_one_is_refused_on_the_socket(self, server: Postgres) -> None:
        folder = server.sql("SHOW unix_socket_directories")

        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(user="provodnik", password="wrong", host=folder, port=server.port)

    def test_nothing_is_trusted(self, server: Postgres) -> None:
        rules = server.sql("SELECT DISTINCT auth_method FROM pg_hba_file_rules")

        assert rules == "scram-sha-256"

    def test_is_stored_as_scram(self, server: Postgres) -> None:
        assert server.sql("SELECT rolpassword FROM pg_authid WHERE rolsuper").startswith("SCRAM-SHA-256$")

    async def test_may_hold_any_character(self, tmp_path: Path, password: SecretStr) -> None:
        with throwaway(tmp_path / "postgres", password) as server:
            assert await ask(server.url("postgres", "postgresql"), "SELECT 1") == 1

    @pytest.mark.parametrize("bad", ["", "two\nlines"])
    def test_must_be_one_line(self, tmp_path: Path, bad: str) -> None:
        with pytest.raises(ValueError, match="one line"):
            Postgres(tmp_path, SecretStr(bad))

    def test_other_than_the_data_were_made_with_is_told(self, tmp_path: Path) -> None:
        with throwaway(tmp_path / "postgres", SecretStr("first")):
            pass

        with pytest.raises(WrongPassword, match="another password"):
            throwaway(tmp_path / "postgres", SecretStr("second")).start()


class TestData:
    def test_outlast_a_restart(self, tmp_path: Path, password: SecretStr) -> None:
        server = throwaway(tmp_path / "postgres", password)
        with server:
            server.create_database("base")
        with server:
            assert server.sql("SELECT count(*) FROM pg_database WHERE datname = 'base'") == "1"

    def test_are_closed_to_everybody_else(self, server: Postgres) -> None:
        assert (server.folder.stat().st_mode & 0o777, server.data.stat().st_mode & 0o777) == (0o700, 0o700)

    def test_may_lie_deeper_than_a_socket_can(self, tmp_path: Path, password: SecretStr) -> None:
        deep = tmp_path / ("x" * 60) / ("y" * 60)

        with throwaway(deep, password) as server:
            assert server.sql("SELECT 1") == "1"

    async def test_outlast_a_kill_in_the_middle_of_writing(self, tmp_path: Path, password: SecretStr) -> None:
        server = Postgres(tmp_path / "postgres", password)
        server.start()
        server.sql("CREATE TABLE seen (number int)")
        acknowledged = await written_until_killed(server, after=50)
        server.stop()

        with server:
            stored = int(server.sql("SELECT count(*) FROM seen"))
        assert stored - acknowledged in {0, 1}  # the last one may be stored and its answer lost

    def test_left_by_a_cut_short_start_are_made_anew(self, tmp_path: Path, password: SecretStr) -> None:
        unfinished = tmp_path / "postgres" / "data.unfinished"
        unfinished.mkdir(parents=True)
        (unfinished / "PG_VERSION").write_text("18\n")

        with throwaway(tmp_path / "postgres", password) as server:
            assert server.sql("SELECT 1") == "1"

        assert not unfinished.exists()


class TestWhatCanNotStart:
    def test_files_of_something_else_are_left_alone(self, tmp_path: Path, password: SecretStr) -> None:
        server = throwaway(tmp_path / "postgres", password)
        with server:
            pass
        (server.data / "PG_VERSION").unlink()

        with pytest.raises(UnusableData, match=r"no PG_VERSION.*move it away"):
            server.start()

        assert (server.data / "base").exists()

    def test_data_of_another_version_say_so(self, tmp_path: Path, password: SecretStr) -> None:
        server = throwaway(tmp_path / "postgres", password)
        with server:
            pass
        (server.data / "PG_VERSION").write_text("17\n")

        with pytest.raises(UnusableData, match=r"written by PostgreSQL '17', and this is 18"):
            server.start()

    def test_broken_data_give_the_end_of_the_log(self, tmp_path: Path, password: SecretStr) -> None:
        server = throwaway(tmp_path / "postgres", password)
        with server:
            pass
        (server.data / "global" / "pg_control").unlink()

        with pytest.raises(StartFailed, match=r"could not start(?s:.*)could not (find|open)"):
            server.start()

    def test_a_taken_port_is_named_with_who_has_it(self, tmp_path: Path, password: SecretStr, server: Postgres) -> None:
        with pytest.raises(PortTaken, match=rf"port {server.port} .*'postgres' \(process {server.pid}\) has it"):
            throwaway(tmp_path / "postgres", password, server.port).start()

    def test_a_folder_in_use_is_refused(self, server: Postgres) -> None:
        with pytest.raises(InUse, match="still running"):
            Postgres(server.folder, SecretStr("right")).start()

        assert server.sql("SELECT 1") == "1"

    def test_a_failed_start_leaves_nothing_behind(self, tmp_path: Path, password: SecretStr) -> None:
        port = free_port()
        server = throwaway(tmp_path / "postgres", password, port)
        with server:
            pass
        with pytest.raises(WrongPassword):
            throwaway(tmp_path / "postgres", SecretStr("other"), port).start()

        with server:
            assert server.sql("SELECT 1") == "1"


class TestCheck:
    def test_a_server_that_ended_by_itself_is_told(self, tmp_path: Path, password: SecretStr) -> None:
        server = throwaway(tmp_path / "postgres", password)
        with server:
            server.check()
            psutil.Process(server.pid).send_signal(signal.SIGTERM)
            wait_for_the_end_of(server)

            with pytest.raises(ServerDied, match="ended by itself"):
                server.check()

    def test_a_stopped_server_is_told(self, tmp_path: Path, password: SecretStr) -> None:
        with pytest.raises(ServerDied, match="not started"):
            throwaway(tmp_path / "postgres", password).check()
