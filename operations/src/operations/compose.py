"""Docker Compose, driven: the stack of this checkout's compose.yml under a project's name.

Standard library only: an operator's machine has Docker and Python, and no environment of ours.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

CHECKOUT: Final = Path(__file__).resolve().parents[3]
_PATIENCE_SECONDS: Final = 600.0


class ComposeFailed(Exception):
    """A command of Docker's ended with an error; the message is what it said."""


@dataclass(frozen=True)
class Container:
    id: str
    name: str
    service: str
    state: str
    health: str


@dataclass(frozen=True)
class Command:
    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Compose:
    """One project. `environment` goes before the process's own."""

    project: str = "provodnik"
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    profiles: Sequence[str] = ()
    overrides: Sequence[Path] = ()

    def run(self, *arguments: str, stdin: bytes | None = None, seconds: float = _PATIENCE_SECONDS) -> bytes:
        """What `docker compose …` writes. Raises ComposeFailed."""
        return self.docker("compose", *self._options(), *arguments, stdin=stdin, seconds=seconds)

    def save(self, *arguments: str, to: Path, seconds: float = _PATIENCE_SECONDS) -> None:
        """What `docker compose …` writes goes into a file. Raises ComposeFailed."""
        with to.open("wb") as file:
            self._ended(self.command(*arguments), subprocess.DEVNULL, file, seconds)

    def feed(self, *arguments: str, stdin: Path, seconds: float = _PATIENCE_SECONDS) -> None:
        """`docker compose …` reads a file. Raises ComposeFailed."""
        with stdin.open("rb") as file:
            self._ended(self.command(*arguments), file, subprocess.PIPE, seconds)

    def command(self, *arguments: str) -> "Command":
        """`docker compose …`, for who wants to talk with it."""
        return self._docker("compose", *self._options(), *arguments)

    def docker(self, *arguments: str, stdin: bytes | None = None, seconds: float = _PATIENCE_SECONDS) -> bytes:
        """What `docker …` writes. Raises ComposeFailed."""
        with tempfile.TemporaryFile() as file:
            file.write(stdin or b"")
            file.seek(0)
            return self._ended(self._docker(*arguments), file, subprocess.PIPE, seconds)

    def _docker(self, *arguments: str) -> "Command":
        return Command(("docker", *arguments), CHECKOUT, {**os.environ, **self.environment})

    def _ended(self, command: "Command", stdin: IO[bytes] | int, stdout: IO[bytes] | int, seconds: float) -> bytes:
        told = " ".join(command.words)
        try:
            done = subprocess.run(
                command.words,
                cwd=command.folder,
                env=command.environment,
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError:
            raise ComposeFailed("there is no `docker` here: install Docker Engine and its compose plugin") from None
        except subprocess.TimeoutExpired as late:
            raise ComposeFailed(f"`{told}` took longer than {seconds:.0f} s") from late
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()[-4000:]
            raise ComposeFailed(f"`{told}` ended with {done.returncode}:\n{said}")
        return done.stdout or b""

    def up(self, *services: str, build: bool = False) -> None:
        """Return once they are healthy."""
        self.run("up", "-d", "--wait", *(["--build"] if build else []), *services)

    def down(self, *, volumes: bool = False) -> None:
        self.run("down", "--remove-orphans", "--timeout", "20", *(["--volumes"] if volumes else []))

    def start(self, *services: str) -> None:
        """Again, after `stop` or `kill`; doesn't wait until they are healthy."""
        self.run("start", *services)

    def stop(self, *services: str) -> None:
        self.run("stop", *services)

    def kill(self, *services: str) -> None:
        """SIGKILL. Docker takes it for a wish and leaves the container dead until `start`."""
        self.run("kill", "--signal", "SIGKILL", *services)

    def scale(self, service: str, replicas: int) -> None:
        """Return once so many are healthy; those that stay aren't touched."""
        self.run("up", "-d", "--wait", "--no-deps", "--no-recreate", "--scale", f"{service}={replicas}", service)

    def exec(
        self, service: str, *command: str, stdin: bytes | None = None, user: str | None = None, index: int | None = None
    ) -> bytes:
        """What the command writes, run inside. `index`: of the replica, from 1."""
        which = ["--user", user] if user else []
        which += ["--index", str(index)] if index else []
        return self.run("exec", "-T", *which, service, *command, stdin=stdin)

    def containers(self, service: str | None = None) -> list[Container]:
        """With those that have ended."""
        told = self.run("ps", "--all", "--format", "json", *([service] if service else []))
        lines = [line for line in told.decode().splitlines() if line.strip()]
        # One object a line; earlier releases wrote one list.
        rows: list[dict[str, Any]] = (
            json.loads(lines[0]) if lines[:1] and lines[0].startswith("[") else [*map(json.loads, lines)]
        )
        return [Container(row["ID"], row["Name"], row["Service"], row["State"], row.get("Health", "")) for row in rows]

    def _options(self) -> list[str]:
        files = [CHECKOUT / "compose.yml", *self.overrides]
        profiles = [word for profile in self.profiles for word in ("--profile", profile)]
        named = [word for file in files for word in ("--file", str(file))]
        return ["--project-name", self.project, "--project-directory", str(CHECKOUT), *named, *profiles]
