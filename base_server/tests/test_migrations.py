from alembic import command

from base_server.migrations import config_for, upgrade
from provodnik.embedded.postgres import Postgres
from provodnik.testing.migrations import empty_database, hasty, run_upgrade, tables, up_down_and_up_again

__all__ = ["empty_database"]  # a fixture

PACKAGE = "base_server"


def test_they_go_up_and_down_and_up_again(empty_database: str, postgres: Postgres) -> None:
    whole, again, nothing = up_down_and_up_again(PACKAGE, empty_database, postgres)

    assert whole == again
    assert nothing == {"alembic_version"}


def test_they_make_what_the_models_say(empty_database: str) -> None:
    upgrade(empty_database)

    command.check(config_for(empty_database))


def test_each_waits_neither_long_for_a_lock_nor_long_with_one() -> None:
    assert hasty(PACKAGE) == []


def test_the_command_needs_the_database_and_names_it() -> None:
    done = run_upgrade(PACKAGE, {})

    assert done.returncode == 2
    assert "BASE_DATABASE__URL: Field required" in done.stderr


def test_the_command_migrates(empty_database: str, postgres: Postgres) -> None:
    done = run_upgrade(PACKAGE, {"BASE_DATABASE__URL": empty_database})

    assert done.returncode == 0, done.stderr
    assert "tickets" in tables(postgres, empty_database)
