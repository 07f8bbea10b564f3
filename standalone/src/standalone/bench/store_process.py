"""One store_server process on a real database and a real Redis, with nothing else beside it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from provodnik.clients.store_admin import StoreAdminClient
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.valkey import Valkey
from provodnik.server.redis_async import RedisSettings, connect_redis
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions
from standalone.bench.service_process import ServiceProcess, fresh_secret, service_process
from store_server.migrations import upgrade


@dataclass(frozen=True)
class StoreProcess(ServiceProcess):
    database_url: str
    redis_url: str
    admin: StoreAdminClient

    async def signed_in(self, device: Device) -> str:
        """The token of a session such as base_server opens."""
        redis = connect_redis(RedisSettings(url=SecretStr(self.redis_url)))
        try:
            return await DeviceSessions(redis).open(device)
        finally:
            await redis.aclose()

    async def robot(self) -> str:
        return await self.signed_in(Device(DeviceKind.ROBOT, uuid4()))


@asynccontextmanager
async def store_process(folder: Path) -> AsyncGenerator[StoreProcess]:
    """Durable as in production: fsync is on, and commits wait for it."""
    postgres = Postgres(folder / "postgres", SecretStr(fresh_secret()))
    valkey = Valkey(folder / "valkey", SecretStr(fresh_secret()))
    with ServerGroup(postgres, valkey):
        postgres.create_database("store")
        await asyncio.to_thread(upgrade, postgres.url("store"))
        token = fresh_secret()
        settings = {
            "STORE_DATABASE__URL": postgres.url("store"),
            "STORE_REDIS__URL": valkey.url(),
            "STORE_ADMIN_TOKEN": token,
            "STORE_ADMIN_API": "on",
        }
        async with service_process(folder, "store_server", settings) as process:
            admin = StoreAdminClient(process.http, SecretStr(token))
            urls = postgres.url("store"), valkey.url()
            yield StoreProcess(process.url, process.port, process.pid, process.http, *urls, admin)
