"""One base_server process on a real database and a real Redis, with nothing else beside it."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from base_server.migrations import upgrade
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.embedded.group import ServerGroup
from provodnik.embedded.ports import LOOPBACK, free_port
from provodnik.embedded.postgres import Postgres
from provodnik.embedded.valkey import Valkey

START_SECONDS = 20


@dataclass(frozen=True)
class BaseProcess:
    url: str
    port: int
    database_url: str
    http: httpx.AsyncClient
    admin: BaseAdminClient

    async def metric(self, name: str) -> float:
        """A figure of /metrics, by its name with its labels."""
        lines = (await self.http.get("/metrics")).text.splitlines()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


@asynccontextmanager
async def base_process(folder: Path) -> AsyncGenerator[BaseProcess]:
    """Durable as in production: fsync is on, and commits wait for it."""
    postgres = Postgres(folder / "postgres", SecretStr(secrets.token_urlsafe()))
    valkey = Valkey(folder / "valkey", SecretStr(secrets.token_urlsafe()))
    with ServerGroup(postgres, valkey):
        postgres.create_database("base")
        await asyncio.to_thread(upgrade, postgres.url("base"))
        token, port = secrets.token_urlsafe(), free_port()
        url = f"http://{LOOPBACK}:{port}"
        environment = os.environ | {
            "BASE_DATABASE__URL": postgres.url("base"),
            "BASE_REDIS__URL": valkey.url(),
            "BASE_ADMIN_TOKEN": token,
            "BASE_ADMIN_API": "on",
            "BASE_LISTENING__HOST": LOOPBACK,
            "BASE_LISTENING__PORT": str(port),
        }
        log = folder / "base_server.log"
        with log.open("wb") as file:
            command = (sys.executable, "-m", "base_server")
            process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=file, stderr=file)
        try:
            async with httpx.AsyncClient(base_url=url, timeout=30) as http:
                await _until_ready(http, process, log)
                admin = BaseAdminClient(http, SecretStr(token))
                yield BaseProcess(url, port, postgres.url("base"), http, admin)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _until_ready(http: httpx.AsyncClient, process: asyncio.subprocess.Process, log: Path) -> None:
    """Raises RuntimeError with what base_server said, where it ends instead; TimeoutError where it takes too long."""
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                if (await http.get("/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
    said = await asyncio.to_thread(log.read_text, encoding="utf-8")
    raise RuntimeError(f"base_server ended by itself ({process.returncode}):\n{said}")
