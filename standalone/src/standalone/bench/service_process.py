"""One process of one service, as an operator starts it: its settings in its environment."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from provodnik.embedded.ports import LOOPBACK, free_port

START_SECONDS = 30


@dataclass(frozen=True)
class ServiceProcess:
    url: str
    port: int
    pid: int
    http: httpx.AsyncClient

    async def metric(self, name: str) -> float:
        """A figure of /metrics, by its name with its labels."""
        lines = (await self.http.get("/metrics")).text.splitlines()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


def fresh_secret() -> str:
    return secrets.token_urlsafe()


@asynccontextmanager
async def service_process(folder: Path, module: str, settings: Mapping[str, str]) -> AsyncGenerator[ServiceProcess]:
    """`settings`: the variables of the service's own, but for where it listens."""
    prefix = module.split("_", maxsplit=1)[0].upper()
    port = free_port()
    listening = {f"{prefix}_LISTENING__HOST": LOOPBACK, f"{prefix}_LISTENING__PORT": str(port)}
    log = folder / f"{module}.log"
    with log.open("wb") as file:
        command = (sys.executable, "-m", module)
        environment = {**os.environ, **settings, **listening}
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=file, stderr=file)
    url = f"http://{LOOPBACK}:{port}"
    try:
        async with httpx.AsyncClient(base_url=url, timeout=30) as http:
            await _until_ready(http, process, log)
            yield ServiceProcess(url, port, process.pid, http)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_ready(http: httpx.AsyncClient, process: asyncio.subprocess.Process, log: Path) -> None:
    """Raises RuntimeError with what the service said, where it ends instead; TimeoutError where it takes too long."""
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                if (await http.get("/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
    said = await asyncio.to_thread(log.read_text, encoding="utf-8")
    raise RuntimeError(f"the service ended by itself ({process.returncode}):\n{said}")
