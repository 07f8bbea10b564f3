from alembic import command

from provodnik.embedded.postgres import Postgres
from provodnik.testing.migrations import empty_database, hasty, run_upgrade, tables, up_down_and_up_again
from store_server.migrations import config_for, upgrade

__all__ = ["empty_database"]  # a fixture

PACKAGE = "store_server"


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
    assert "STORE_DATABASE__URL: Field required" in done.stderr


def test_the_command_migrates(empty_database: str, postgres: Postgres) -> None:
    done = run_upgrade(PACKAGE, {"STORE_DATABASE__URL": empty_database})

    assert done.returncode == 0, done.stderr
    assert "purchases" in tables(postgres, empty_database)
