"""One base_server process on a real database and a real Redis, with nothing else beside it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from base_server.migrations import upgrade
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.valkey import Valkey
from standalone.bench.service_process import ServiceProcess, fresh_secret, service_process


@dataclass(frozen=True)
class BaseProcess(ServiceProcess):
    database_url: str
    admin: BaseAdminClient
    admin_token: str


@asynccontextmanager
async def base_process(folder: Path) -> AsyncGenerator[BaseProcess]:
    """Durable as in production: fsync is on, and commits wait for it."""
    postgres = Postgres(folder / "postgres", SecretStr(fresh_secret()))
    valkey = Valkey(folder / "valkey", SecretStr(fresh_secret()))
    with ServerGroup(postgres, valkey):
        postgres.create_database("base")
        await asyncio.to_thread(upgrade, postgres.url("base"))
        token = fresh_secret()
        settings = {
            "BASE_DATABASE__URL": postgres.url("base"),
            "BASE_REDIS__URL": valkey.url(),
            "BASE_ADMIN_TOKEN": token,
            "BASE_ADMIN_API": "on",
        }
        async with service_process(folder, "base_server", settings) as process:
            admin = BaseAdminClient(process.http, SecretStr(token))
            yield BaseProcess(process.url, process.port, process.pid, process.http, postgres.url("base"), admin, token)
