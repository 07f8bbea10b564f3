"""Fixtures on a real PostgreSQL: one server per run, a migrated database of its own per test."""

import secrets
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from provodnik.embedded.postgres import Postgres

# Brings the empty database at this URL to its newest state; a function of a module, so that it is the same each time.
Migrate = Callable[[str], None]

_EMPTY = """DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' RESTART IDENTITY'
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
); END $$"""


class Databases:
    """Databases of one server, each a copy of a template that was migrated once."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._templates: dict[Migrate, str] = {}
        self._made = 0

    def make(self, migrate: Migrate) -> str:
        """The name of a fresh database."""
        template = self._templates.get(migrate) or self._make_template(migrate)
        name = self._next_name("test")
        # Faster than by WAL, the default: see docs/decisions/0003-embedded-servers.md.
        self._server.sql(
            'CREATE DATABASE :"name" TEMPLATE :"template" STRATEGY FILE_COPY', name=name, template=template
        )
        return name

    def url(self, name: str) -> str:
        return self._server.url(name)

    def empty(self, name: str) -> None:
        """Take every row out, for a server that outlives a test; the migrations' own mark stays."""
        self._server.sql(_EMPTY, name)

    def drop(self, name: str) -> None:
        self._server.sql('DROP DATABASE :"name" WITH (FORCE)', name=name)

    def _make_template(self, migrate: Migrate) -> str:
        name = self._next_name("template")
        self._server.create_database(name)
        # In a thread of its own: a migration may run an event loop, and the test that asks may run in one already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(migrate, self._server.url(name)).result()
        # A database with anybody in it can't be copied.
        self._server.sql(
            'ALTER DATABASE :"name" ALLOW_CONNECTIONS false;'
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :'name'",
            name=name,
        )
        self._templates[migrate] = name
        return name

    def _next_name(self, kind: str) -> str:
        self._made += 1
        return f"{kind}_{self._made}"


@pytest.fixture(scope="session")
def postgres(servers_folder: Path) -> Generator[Postgres]:
    with Postgres(servers_folder / "postgres", SecretStr(secrets.token_urlsafe()), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres: Postgres) -> Databases:
    return Databases(postgres)


@pytest.fixture
def fresh_database(databases: Databases) -> Generator[Callable[[Migrate], str]]:
    """Give it a migration, get the URL of a new database that has it; it lasts for the test."""
    made: list[str] = []

    def make(migrate: Migrate) -> str:
        made.append(databases.make(migrate))
        return databases.url(made[-1])

    yield make
    for name in made:
        databases.drop(name)
