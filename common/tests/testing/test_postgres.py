import asyncio
from collections.abc import Callable

import asyncpg

from provodnik.embedded.postgres import Postgres
from provodnik.testing.postgres import Databases, Migrate

migrations: list[str] = []


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def upgrade(url: str) -> None:
    migrations.append(url)
    asyncio.run(ask(url, "CREATE TABLE tickets (code text)"))


async def test_a_fresh_database_is_migrated_and_nobody_elses(fresh_database: Callable[[Migrate], str]) -> None:
    first, second = fresh_database(upgrade), fresh_database(upgrade)

    await ask(first, "INSERT INTO tickets VALUES ('used')")

    assert await ask(first, "SELECT count(*) FROM tickets") == 1
    assert await ask(second, "SELECT count(*) FROM tickets") == 0


def test_a_migration_runs_once_however_many_databases_have_it(fresh_database: Callable[[Migrate], str]) -> None:
    fresh_database(upgrade)
    fresh_database(upgrade)

    assert len(migrations) == 1


async def test_a_database_goes_with_whoever_is_still_in_it(databases: Databases, postgres: Postgres) -> None:
    name = databases.make(upgrade)
    left_open = await asyncpg.connect(postgres.url(name, "postgresql"))

    databases.drop(name)

    assert postgres.sql("SELECT count(*) FROM pg_database WHERE datname = :'name'", name=name) == "0"
    left_open.terminate()
