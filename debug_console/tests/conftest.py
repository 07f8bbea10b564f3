import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from base_server.testing.fixtures import ADMIN_TOKEN
from debug_console.main import main


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        assert self.status == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> Any:
        """The one JSON document on stderr."""
        assert self.out == ""
        return json.loads(self.err)


Console = Callable[..., Ended]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer's own environment says is none of the tests' business."""
    for name in ("URL", "ADMIN_TOKEN", "STORE_ADMIN_TOKEN", "RUN_JSON"):
        monkeypatch.delenv(f"CONSOLE_{name}", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Console:
    """Run a command in this process."""

    def run(*arguments: object) -> Ended:
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@pytest.fixture
def console(run: Console, base_url: str, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Run a command against a real base_server."""
    monkeypatch.setenv("CONSOLE_URL", base_url)
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", ADMIN_TOKEN.get_secret_value())
    return run


@pytest.fixture
def console_with_faces(run: Console, base_url_with_faces: str, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Against one that has a face_server."""
    monkeypatch.setenv("CONSOLE_URL", base_url_with_faces)
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", ADMIN_TOKEN.get_secret_value())
    return run


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put text on standard input."""

    def type_in(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return type_in
