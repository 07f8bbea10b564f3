"""Migrations of base_server's database: `python -m base_server.migrations upgrade head`."""

import sys
from importlib.resources import files

from alembic import command
from alembic.config import CommandLine, Config
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from provodnik.server.settings import read_settings


class MigrationSettings(BaseSettings):
    """Migrations need the database and nothing else."""

    model_config = SettingsConfigDict(env_prefix="BASE_", extra="ignore")

    url: SecretStr = Field(validation_alias="BASE_DATABASE__URL")


def config_for(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("base_server") / "alembic"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """To the newest. Not from within a running event loop: alembic's environment starts one."""
    command.upgrade(config_for(url), "head")


def main() -> None:
    line = CommandLine(prog="base_server.migrations")
    options = line.parser.parse_args(sys.argv[1:])
    if not hasattr(options, "cmd"):
        line.parser.error("name a command, such as `upgrade head`")
    line.run_cmd(config_for(read_settings(MigrationSettings).url.get_secret_value()), options)


if __name__ == "__main__":
    main()
