"""The command, as `make run` gives it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from provodnik.embedded.ports import LOOPBACK, free_port
from provodnik.embedded.process import is_alive
from standalone.main import parser_for


class Command:
    """`python -m standalone run`, in a process of its own."""

    def __init__(self, port: int, var: Path) -> None:
        arguments = ["run", "--port", str(port), "--var", str(var), "--kiosk", "off"]
        environment = {**os.environ, "COLUMNS": "200"}
        self.program = psutil.Popen(
            [sys.executable, "-m", "standalone", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until(self, words: str) -> list[psutil.Process]:
        """Until it has said so; then its children."""
        assert self.program.stdout
        for line in self.program.stdout:
            if words in line:
                return self.program.children(recursive=True)
        pytest.fail(f"it ended without saying {words!r}: {self.program.communicate()[1]}")

    def end(self) -> tuple[int, str, str]:
        said, complained = self.program.communicate(timeout=30)
        return self.program.returncode, said, complained


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def command(port: int, var: Path) -> Generator[Command]:
    started = Command(port, var)
    yield started
    if started.program.poll() is None:
        started.program.terminate()
        started.end()


class TestRunning:
    def test_it_stops_cleanly_when_it_is_told_to(self, command: Command, var: Path) -> None:
        children = command.wait_until("Ctrl-C stops it")
        assert (var / "run.json").exists()

        command.program.send_signal(signal.SIGINT)
        code, said, complained = command.end()

        assert (code, complained) == (0, "")
        assert "stopped" in said
        assert len(children) > 4
        assert not any(is_alive(child) for child in children)
        assert not (var / "run.json").exists()

    def test_it_stops_while_it_starts(self, command: Command, var: Path) -> None:
        children = command.wait_until("databases")

        command.program.send_signal(signal.SIGTERM)
        code, said, complained = command.end()

        assert (code, complained) == (0, "")
        assert "stopped before it had started" in said
        assert not any(is_alive(child) for child in children)
        assert not (var / "run.json").exists()

    def test_a_database_that_dies_ends_it_with_the_reason(self, command: Command, port: int, var: Path) -> None:
        children = command.wait_until("Ctrl-C stops it")
        refused = Command(port, var).end()
        valkey = next(child for child in children if "valkey-server" in child.cmdline())

        valkey.kill()
        code, _, complained = command.end()

        assert code == 1
        assert "Valkey ended by itself (-9)" in complained
        assert not any(is_alive(child) for child in children)
        assert refused[0] == 1
        assert f"running on {var} already (process {command.program.pid})" in refused[2]


def test_a_taken_port_is_told_in_one_line_and_nothing_stays(command: Command, port: int, var: Path) -> None:
    command.program.terminate()
    command.end()
    with socket.create_server((LOOPBACK, port)):
        code, said, complained = (refused := Command(port, var)).end()

    assert code == 1
    assert said == ""
    assert complained.count("\n") == 1
    assert f"port {port} is taken by" in complained
    assert "PORT=" in complained
    assert refused.program.poll() == 1
    assert sorted(path.name for path in var.iterdir()) == ["stack.pid"]


class TestOptions:
    def test_they_come_from_the_environment(self) -> None:
        options = parser_for({"PORT": "9000", "KIOSK": "off"}).parse_args(["run"])

        assert (options.port, options.kiosk) == (9000, False)

    def test_empty_ones_count_as_none(self) -> None:
        options = parser_for({"PORT": "", "KIOSK": ""}).parse_args(["run"])

        assert (options.port, options.kiosk) == (8080, True)

    @pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8080.5", "٣٠٠٠"])
    def test_what_is_no_port_is_told(self, port: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            parser_for({"PORT": port}).parse_args(["run"])

        assert f"{port!r} is no port: PORT and --port take a number from 1 to 65535" in capsys.readouterr().err
