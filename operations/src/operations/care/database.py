"""psql in the databases' containers, as their superuser, over the socket that only the container has."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from operations.compose import Compose

DATABASES: Final = ("base", "store", "keycloak")
_PSQL: Final = (
    "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1",
    "--username", "postgres",
)  # fmt: skip

Books = dict[str, tuple[int, str]]
"""Of each table: how many rows, and a sum over their contents that doesn't depend on their order."""


def ask(compose: Compose, database: str, statements: str) -> str:
    """What they give. By standard input: a secret among a command's arguments is seen by everybody."""
    command = (f"{database}_db", *_PSQL, "--dbname", database)
    return compose.exec(*command, stdin=statements.encode()).decode()


def books(compose: Compose, database: str, snapshot: str | None = None) -> Books:
    """As of now, or as a snapshot saw it."""
    tables = ask(
        compose, database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename;"
    ).split()
    if not tables:
        return {}
    counts = "\nUNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text "  # noqa: S608 - names of our own tables
        f'FROM public."{table}" t'
        for table in tables
    )
    seen = f"SET TRANSACTION SNAPSHOT '{snapshot}';" if snapshot else ""
    rows = ask(compose, database, f"BEGIN ISOLATION LEVEL REPEATABLE READ; {seen}\n{counts};\nCOMMIT;")
    return {table: (int(count), total) for table, count, total in (row.split("|") for row in rows.split())}


@contextmanager
def snapshot(compose: Compose, database: str) -> Generator[str]:
    """What the database holds at this moment, to be read at leisure: its name, which holds within the block."""
    command = compose.command("exec", "-T", f"{database}_db", *_PSQL, "--dbname", database)
    with subprocess.Popen(
        command.words, cwd=command.folder, env=command.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as session:
        if session.stdin is None or session.stdout is None:
            raise RuntimeError("psql has no standard input or output")
        session.stdin.write(b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();\n")
        session.stdin.flush()
        try:
            yield session.stdout.readline().decode().strip()
        finally:
            session.stdin.close()
