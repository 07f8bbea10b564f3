"""What the migrations of every service have to do."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from alembic import command

from provodnik.embedded.postgres import Postgres
from provodnik.server.migrations import config_of
from provodnik.testing.postgres import Migrate

_LOCK: Final = 'op.execute("SET LOCAL lock_timeout = '
_STATEMENT: Final = 'op.execute("SET LOCAL statement_timeout = '


def _nothing(_url: str) -> None:
    """Leaves a database empty."""


@pytest.fixture
def empty_database(fresh_database: Callable[[Migrate], str]) -> str:
    return fresh_database(_nothing)


def tables(postgres: Postgres, url: str) -> set[str]:
    name = url.rpartition("/")[2]
    return set(postgres.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name).split())


def up_down_and_up_again(package: str, url: str, postgres: Postgres) -> list[set[str]]:
    """The tables of an empty database at the head, at the head again after a step down and up, and at the base."""
    config = config_of(package, url)
    found: list[set[str]] = []
    for steps in (("head",), ("-1", "head"), ("base",)):
        for step in steps:
            (command.upgrade if step == "head" else command.downgrade)(config, step)
        found.append(tables(postgres, url))
    return found


def hasty(package: str) -> list[str]:
    """The versions that could wait long for a lock, or long with one, on their way up or down."""
    versions = sorted(Path(str(files(package) / "alembic" / "versions")).glob("*.py"))
    return [version.stem for version in versions if not _is_patient(version.read_text(encoding="utf-8"))]


def _is_patient(version: str) -> bool:
    ways = re.split(r"^def (?=upgrade|downgrade)", version, flags=re.MULTILINE)[1:]
    first_two = [[line.strip() for line in way.splitlines() if "op." in line][:2] for way in ways]
    return len(ways) == 2 and all(  # noqa: PLR2004 - up and down
        lock.startswith(_LOCK) and statement.startswith(_STATEMENT) for lock, statement in first_two
    )


def run_upgrade(package: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The package's own command, with nothing but these settings."""
    arguments = [sys.executable, "-m", f"{package}.migrations", "upgrade", "head"]
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(arguments, env=path | settings, capture_output=True, text=True, check=False, timeout=60)
