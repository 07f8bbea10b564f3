"""The stack's own PostgreSQL, Valkey and Chroma."""

from typing import Final

from provodnik.embedded.chroma import Chroma
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.valkey import Valkey
from standalone.paths import Paths
from standalone.stack_secrets import StackSecrets

BASE: Final = "base"
STORE: Final = "store"


class Databases(ServerGroup):
    def __init__(self, paths: Paths, secrets: StackSecrets) -> None:
        self.postgres = Postgres(paths.postgres, secrets.postgres_password)
        self.valkey = Valkey(paths.valkey, secrets.redis_password)
        self.chroma = Chroma(paths.chroma)
        self.servers = (self.postgres, self.valkey, self.chroma)
        super().__init__(*self.servers)

    def start(self) -> None:
        """The databases inside PostgreSQL are there afterwards, whether or not they were."""
        super().start()
        for name in (BASE, STORE):
            self.postgres.create_database(name)
