"""Migrations of store_server's database: `python -m store_server.migrations upgrade head`."""

from typing import Final

from alembic.config import Config

from provodnik.server.migrations import config_of, run_command, upgrade_to_newest

PACKAGE: Final = "store_server"


def config_for(url: str) -> Config:
    return config_of(PACKAGE, url)


def upgrade(url: str) -> None:
    """To the newest. Not from within a running event loop: alembic's environment starts one."""
    upgrade_to_newest(PACKAGE, url)


if __name__ == "__main__":
    run_command(PACKAGE, "STORE_DATABASE__URL")
