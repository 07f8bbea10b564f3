"""Migrations of a service's database, with alembic. The URL is given, and never written in a file."""

import asyncio
import sys
from collections.abc import Sequence
from importlib.resources import files

from alembic import command, context
from alembic.config import CommandLine, Config
from pydantic import Field, SecretStr, create_model
from sqlalchemy import Connection, MetaData, pool
from sqlalchemy.ext.asyncio import create_async_engine

from provodnik.server.settings import ServiceSettings, read_settings


def config_of(package: str, url: str) -> Config:
    """Of the migrations that lie in the package's folder `alembic`."""
    config = Config()
    config.set_main_option("script_location", str(files(package) / "alembic"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade_to_newest(package: str, url: str) -> None:
    """Not from within a running event loop: alembic's environment starts one."""
    command.upgrade(config_of(package, url), "head")


def run_command(package: str, variable: str, arguments: Sequence[str] | None = None) -> None:
    """Alembic's own command line. `variable`: has the database's URL; nothing else is needed."""
    line = CommandLine(prog=f"{package}.migrations")
    options = line.parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    if not hasattr(options, "cmd"):
        line.parser.error("name a command, such as `upgrade head`")
    needed = create_model(
        "MigrationSettings", __base__=ServiceSettings, url=(SecretStr, Field(validation_alias=variable))
    )
    url: SecretStr = read_settings(needed).model_dump()["url"]
    line.run_cmd(config_of(package, url.get_secret_value()), options)


def migrate(tables: MetaData) -> None:
    """For a package's alembic/env.py: do what alembic was asked to do."""

    def run(connection: Connection) -> None:
        context.configure(connection=connection, target_metadata=tables, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()

    async def connected() -> None:
        url = context.config.get_main_option("sqlalchemy.url")
        if url is None:
            raise RuntimeError("no database URL: run this through `python -m <package>.migrations`")
        engine = create_async_engine(url, poolclass=pool.NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
        await engine.dispose()

    asyncio.run(connected())
