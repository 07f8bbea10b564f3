"""What holds for every server, on the smallest one."""

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from provodnik.embedded import ports
from provodnik.embedded.errors import InUse
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.ports import LOOPBACK, free_port
from provodnik.embedded.valkey import Valkey

SECRET = SecretStr("secret")


def test_a_given_port_is_the_one_it_gets(tmp_path: Path) -> None:
    port = free_port()

    with Valkey(tmp_path / "valkey", SECRET, port) as server:
        assert server.port == port


def test_without_a_port_there_is_no_url(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no port before it is started"):
        Valkey(tmp_path / "valkey", SECRET).url()


def test_a_free_port_that_was_snatched_away_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((LOOPBACK, 0)) as snatcher:
        offered = iter([snatcher.getsockname()[1], free_port()])
        monkeypatch.setattr(ports, "free_port", lambda: next(offered))

        with Valkey(tmp_path / "valkey", SECRET) as server:
            assert server.port != snatcher.getsockname()[1]


def test_a_second_start_of_the_same_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey", SECRET) as server:
        with pytest.raises(InUse, match="already started"):
            server.start()

        server.check()


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey", SECRET)
    server.stop()
    with server:
        server.stop()
    server.stop()


class TestServerGroup:
    def test_leaves_none_running_when_one_can_not_start(self, tmp_path: Path) -> None:
        first = Valkey(tmp_path / "first", SECRET)
        with Valkey(tmp_path / "held", SECRET) as held:
            second = Valkey(tmp_path / "second", SECRET, held.port)

            with pytest.raises(Exception, match=f"port {held.port}"):
                ServerGroup(first, second).start()

            held.check()
        assert (first.pid, second.pid) == (None, None)

    def test_tells_when_one_is_gone(self, tmp_path: Path) -> None:
        first, second = Valkey(tmp_path / "first", SECRET), Valkey(tmp_path / "second", SECRET)
        with ServerGroup(first, second) as group:
            group.check()
            second.stop()

            with pytest.raises(Exception, match="not started"):
                group.check()
