import re
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command

from base_server.migrations import config_for, upgrade
from provodnik.embedded.postgres import Postgres

VERSIONS = sorted(Path(str(files("base_server") / "alembic" / "versions")).glob("*.py"))


def nothing(_url: str) -> None:
    """Leaves a database empty."""


@pytest.fixture
def empty_database(fresh_database: Callable[[Callable[[str], None]], str]) -> str:
    return fresh_database(nothing)


def tables(postgres: Postgres, url: str) -> set[str]:
    name = url.rpartition("/")[2]
    return set(postgres.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name).split())


def test_they_go_up_and_down_and_up_again(empty_database: str, postgres: Postgres) -> None:
    config = config_for(empty_database)
    upgrade(empty_database)
    whole = tables(postgres, empty_database)

    command.downgrade(config, "-1")
    command.upgrade(config, "head")
    assert tables(postgres, empty_database) == whole

    command.downgrade(config, "base")
    assert tables(postgres, empty_database) == {"alembic_version"}


def test_they_make_what_the_models_say(empty_database: str) -> None:
    upgrade(empty_database)

    command.check(config_for(empty_database))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem)
def test_each_waits_neither_long_for_a_lock_nor_long_with_one(version: Path) -> None:
    steps = re.split(r"^def (?=upgrade|downgrade)", version.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]

    assert len(steps) == 2
    for step in steps:
        first_two = [line.strip() for line in step.splitlines() if "op." in line][:2]
        assert first_two[0].startswith('op.execute("SET LOCAL lock_timeout = ')
        assert first_two[1].startswith('op.execute("SET LOCAL statement_timeout = ')


def test_the_command_needs_the_database_and_names_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "base_server.migrations", "upgrade", "head"],
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 2
    assert "BASE_DATABASE__URL: Field required" in done.stderr


def test_the_command_migrates(empty_database: str, postgres: Postgres) -> None:
    subprocess.run(
        [sys.executable, "-m", "base_server.migrations", "upgrade", "head"],
        env={"BASE_DATABASE__URL": empty_database},
        capture_output=True,
        check=True,
        timeout=30,
    )

    assert "tickets" in tables(postgres, empty_database)
