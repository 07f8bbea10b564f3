"""What every command has in common: where it asks, and how it ends when that goes wrong."""

import json
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from fastapi import FastAPI

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from provodnik.testing.http import served

Console = Callable[..., Any]
TOKEN = ADMIN_TOKEN.get_secret_value()
PASSWORD = "a password of the tests"


@pytest.fixture
def run_json(base_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    face_api = {"url": "http://127.0.0.1:1", "token": "a-face-token"}
    run = {
        "gateway": base_url,
        "face_api": face_api,
        "admin_token": TOKEN,
        "store_admin_token": TOKEN,
        "database_urls": {},
        "redis_url": "redis://x",
    }
    path.write_text(json.dumps(run))
    return path


class TestWhereItAsks:
    def test_a_run_json_names_the_stack_before_the_topic_or_after_the_command(
        self, run: Console, run_json: Path
    ) -> None:
        assert run("users", "list", "--run-json", run_json, "--json").document["total"] == 0
        assert run("--run-json", run_json, "--json", "users", "list").document["total"] == 0

    def test_the_environment_may_name_it(self, run: Console, run_json: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONSOLE_RUN_JSON", str(run_json))

        assert run("users", "list", "--json").document["total"] == 0

    def test_without_a_token_the_ways_to_one_are_told(self, run: Console) -> None:
        ended = run("users", "list", "--json")

        assert ended.status == 2
        assert ended.refusal["code"] == "TokenMissing"
        assert "CONSOLE_ADMIN_TOKEN" in ended.refusal["detail"]

    def test_a_run_json_that_is_not_there_is_told(self, run: Console, tmp_path: Path) -> None:
        ended = run("users", "list", "--run-json", tmp_path / "run.json", "--json")

        assert ended.status == 2
        assert ended.refusal["code"] == "RunFileUnusable"
        assert "make run" in ended.refusal["detail"]

    def test_settings_that_cannot_be_used_are_named_without_their_values(
        self, run: Console, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONSOLE_URL", "not an address")
        monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", "two words")

        ended = run("users", "list")

        assert ended.status == 2
        assert "CONSOLE_URL: " in ended.err
        assert "CONSOLE_ADMIN_TOKEN: " in ended.err
        assert "two words" not in ended.err


class TestHowItFails:
    def test_a_wrong_token(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", "another-token")

        ended = console("users", "list")

        assert (ended.status, ended.out) == (1, "")
        assert ended.err.count("\n") == 1
        assert "BASE_ADMIN_TOKEN" in ended.err
        assert "another-token" not in ended.err

    def test_a_server_without_an_admin_api(
        self, run: Console, base_settings: BaseServerSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = base_settings.model_copy(update={"admin_api": "off"})

        with served(create_base_server(closed)) as url:
            monkeypatch.setenv("CONSOLE_URL", url)
            monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", TOKEN)
            ended = run("users", "list", "--json")

        assert ended.status == 1
        assert ended.refusal["code"] == "NotFound"
        assert "BASE_ADMIN_API=on" in ended.refusal["detail"]

    def test_nobody_there(self, run: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("CONSOLE_URL", address)
        monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", TOKEN)

        ended = run("users", "list", "--json")

        assert ended.status == 1
        assert ended.refusal["code"] == "Unreachable"
        assert f"{address} gives no answer" in ended.refusal["detail"]

    def test_somebody_else_there(self, run: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        with served(FastAPI()) as url:
            monkeypatch.setenv("CONSOLE_URL", url)
            monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", TOKEN)
            ended = run("users", "list")

        assert ended.status == 1
        assert ended.err.count("\n") == 1
        assert "Is it the gateway?" in ended.err

    @pytest.mark.parametrize("words", [("frobnicate",), ("users", "list", "--size", "0"), ("users", "add")])
    def test_misuse(self, run: Console, words: tuple[str, ...]) -> None:
        told = run(*words)
        document = run(*words, "--json")

        assert (told.status, told.out) == (2, "")
        assert told.err.endswith("(--help tells more)\n")
        assert (document.status, document.refusal["code"]) == (2, "Misuse")

    def test_help_is_no_failure(self, run: Console) -> None:
        ended = run("users", "--help")

        assert (ended.status, ended.err) == (0, "")
        assert "delete" in ended.out


class TestPasswords:
    COMMAND = (sys.executable, "-m", "debug_console", "engineers", "add", "ivanova", "--json")

    @pytest.fixture
    def environment(self, base_url: str) -> dict[str, str]:
        return {**os.environ, "CONSOLE_URL": base_url, "CONSOLE_ADMIN_TOKEN": TOKEN}

    def test_one_through_a_pipe_is_in_no_command_line_and_no_output(self, environment: dict[str, str]) -> None:
        with subprocess.Popen(
            [*self.COMMAND, "--password-stdin"], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, env=environment
        ) as process:
            line = Path(f"/proc/{process.pid}/cmdline").read_text()
            out, err = process.communicate(f"{PASSWORD}\n")

        assert (process.returncode, err) == (0, "")
        assert json.loads(out)["login"] == "ivanova"
        assert PASSWORD not in line + out

    def test_one_typed_at_a_terminal_is_not_shown_there(self, environment: dict[str, str]) -> None:
        keyboard, terminal = pty.openpty()
        # A session of its own: otherwise the question would come up at the developer's own terminal.
        with subprocess.Popen(
            self.COMMAND,
            stdin=terminal,
            stdout=PIPE,
            stderr=terminal,
            text=True,
            env=environment,
            start_new_session=True,
        ) as process:
            os.close(terminal)
            shown = self.type_after(keyboard, "Password: ") + self.type_after(keyboard, "confirmation: ")
            out, _ = process.communicate()
        os.close(keyboard)

        assert process.returncode == 0
        assert json.loads(out)["login"] == "ivanova"
        assert PASSWORD not in shown

    def type_after(self, keyboard: int, question: str) -> str:
        """What the terminal shows up to the question's end, which comes when the echo is off."""
        shown = ""
        while not shown.endswith(question):
            shown += os.read(keyboard, 1024).decode()
        os.write(keyboard, f"{PASSWORD}\n".encode())
        return shown
