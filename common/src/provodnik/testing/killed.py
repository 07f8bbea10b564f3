"""A service in a process of its own, which is killed rather than stopped."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Final

import httpx

from provodnik.embedded.ports import LOOPBACK, free_port

_START_SECONDS: Final = 60


class KilledProcess:
    """It keeps its port when it is started again."""

    def __init__(self, module: str, settings: Mapping[str, str]) -> None:
        """`settings`: the variables of the service's own, but for where it listens."""
        prefix = module.split("_", maxsplit=1)[0].upper()
        port = free_port()
        self.url = f"http://{LOOPBACK}:{port}"
        self._command = (sys.executable, "-m", module)
        listening = {f"{prefix}_LISTENING__HOST": LOOPBACK, f"{prefix}_LISTENING__PORT": str(port)}
        self._environment = {**os.environ, **settings, **listening}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    async def answers(self) -> None:
        """Return once it is ready."""
        deadline = time.monotonic() + _START_SECONDS
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            while True:
                try:
                    if (await http.get("/health/ready")).is_success:
                        return
                except httpx.TransportError:
                    pass
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self._command[-1]} does not answer")
                await asyncio.sleep(0.05)
