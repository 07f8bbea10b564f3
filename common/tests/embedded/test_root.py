"""As root the servers run as somebody else, and nothing is opened up for them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from provodnik.embedded.accounts import Account
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.errors import UnusableData
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.postgres_installation import Installation
from provodnik.embedded.server import EmbeddedServer
from provodnik.embedded.valkey import Valkey

SETPRIV = shutil.which("setpriv")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder such as mktemp -d makes."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def servers(closed: Path) -> Generator[list[EmbeddedServer]]:
    var = closed / "clone" / "var"
    started: list[EmbeddedServer] = [
        Postgres(var / "postgres", SecretStr("secret"), durable=False),
        Valkey(var / "valkey", SecretStr("secret")),
        Chroma(var / "chroma"),
    ]
    with ServerGroup(*started):
        yield started


def modes_above(folder: Path) -> dict[Path, tuple[int, int]]:
    return {step: (step.stat().st_mode, step.stat().st_uid) for step in folder.parents}


def test_every_process_is_without_privileges(servers: list[EmbeddedServer]) -> None:
    nobody = Account.unprivileged()

    for server in servers:
        for process in (main := psutil.Process(server.pid), *main.children(recursive=True)):
            assert set(process.uids()) == {nobody.uid}, process
            assert set(process.gids()) == {nobody.gid}, process
            assert "Groups:\t \n" in Path(f"/proc/{process.pid}/status").read_text(), process


def test_no_folder_above_the_data_is_opened(closed: Path) -> None:
    server = Postgres(closed / "clone" / "postgres", SecretStr("secret"), durable=False)
    server.folder.mkdir(parents=True)
    before = modes_above(server.folder)

    with server:
        assert modes_above(server.folder) == before
    assert modes_above(server.folder) == before


def test_what_the_supervisor_trusts_stays_roots(servers: list[EmbeddedServer]) -> None:
    for server in servers:
        ours = (server.folder, server.log.path, server.folder / "server.pid")
        assert all((path.stat().st_uid, path.stat().st_mode & 0o077) == (0, 0) for path in ours)
        assert server.data.stat().st_uid == Account.unprivileged().uid


def test_chroma_sees_nothing_but_its_data(servers: list[EmbeddedServer]) -> None:
    chroma = servers[2]

    assert Path(f"/proc/{chroma.pid}/root").readlink() == chroma.data


@pytest.mark.skipif(SETPRIV is None, reason="takes setpriv to be a root that may not chroot")
def test_chroma_says_so_where_it_has_to_stay_root(tmp_path: Path) -> None:
    program = """
import logging, sys
from pathlib import Path
from provodnik.embedded.chroma import Chroma
logging.basicConfig()
with Chroma(Path(sys.argv[1])):
    pass
"""
    done = subprocess.run(
        [str(SETPRIV), "--bounding-set=-sys_chroot", sys.executable, "-c", program, tmp_path],
        check=True,
        capture_output=True,
        text=True,
    )

    assert "Chroma runs as root: chroot is not permitted here" in done.stderr


def test_data_of_an_ordinary_user_stay_theirs(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey", SecretStr("secret"))
    server.data.mkdir(parents=True)
    os.chown(server.data, 12345, 12345)

    with server:
        assert psutil.Process(server.pid).uids().real == 12345

    assert {path.stat().st_uid for path in (server.data, *server.data.rglob("*"))} == {12345}


def test_data_of_roots_say_how_to_hand_them_over(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", SecretStr("secret"))
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("18\n")

    with pytest.raises(UnusableData, match=r"belongs to root.*chown -R nobody"):
        server.start()


class TestAnInstallationThatTheAccountCanNotReach:
    @pytest.fixture
    def installation(self, closed: Path) -> Generator[Installation]:
        """Its copies go where everybody can get to, as /var/cache is."""
        wheel = replace(Installation.in_environment(), copies=closed / "environment")
        with tempfile.TemporaryDirectory() as open_to_all:
            Path(open_to_all).chmod(0o755)
            yield replace(wheel.copied(), copies=Path(open_to_all) / "copies")

    def test_serves_from_a_copy_that_only_root_can_change(self, installation: Installation, tmp_path: Path) -> None:
        secret = SecretStr("secret")

        with Postgres(tmp_path / "postgres", secret, durable=False, installation=installation) as server:
            assert server.sql("SELECT 1") == "1"
            program = Path(psutil.Process(server.pid).exe())

        assert installation.copies in program.parents
        for path in (installation.copies, *installation.copies.rglob("*")):
            assert (path.stat().st_uid, path.stat().st_mode & 0o022) == (0, 0)

    def test_is_copied_once(self, installation: Installation) -> None:
        first = installation.reachable_by(Account.unprivileged())
        made = first.root.stat().st_ino

        assert installation.reachable_by(Account.unprivileged()) == first
        assert first.root.stat().st_ino == made

    def test_is_copied_again_where_the_copy_is_damaged(self, installation: Installation) -> None:
        copy = installation.reachable_by(Account.unprivileged())
        copy.program("postgres").write_bytes(b"")

        installation.reachable_by(Account.unprivileged())

        assert copy.program("postgres").stat().st_size > 0

    def test_is_not_copied_to_where_others_may_write(self, installation: Installation) -> None:
        installation.copies.mkdir()
        installation.copies.chmod(0o777)

        with pytest.raises(UnusableData, match="only root may write it"):
            installation.reachable_by(Account.unprivileged())
