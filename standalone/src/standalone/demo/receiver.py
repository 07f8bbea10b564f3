"""Accounting's end: a program of its own, which keeps what is signed rightly."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from provodnik.embedded.ports import LOOPBACK, free_port

_LOOK_SECONDS: Final = 0.1


class ReceiverFolder(Protocol):
    """Where the program reads how to behave, and writes what it heard."""

    def write(self, name: str, text: str) -> None: ...

    def read(self, name: str) -> str:
        """Nothing where there is no such file."""
        ...


class Receiver:
    def __init__(self, url: str, folder: ReceiverFolder) -> None:
        """`url`: as store_server calls it."""
        self.url = url
        self._folder = folder

    def signs_with(self, secret: str) -> None:
        self._folder.write("secret", secret)

    async def heard_of(self, purchase_id: UUID, events: int, seconds: float) -> list[str]:
        """The types of what came about a purchase, once there are so many. Raises AssertionError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while len(told := self._told_of(purchase_id, await asyncio.to_thread(self._folder.read, "received"))) < events:
            if loop.time() > deadline:
                raise AssertionError(f"accounting heard of less than {events} events in {seconds} s")
            await asyncio.sleep(_LOOK_SECONDS)
        return told

    def _told_of(self, purchase_id: UUID, log: str) -> list[str]:
        bodies: list[dict[str, Any]] = [json.loads(line)["body"] for line in log.splitlines()]
        return [body["type"] for body in bodies if body["data"].get("purchase_id") == str(purchase_id)]


@asynccontextmanager
async def receiver_process() -> AsyncGenerator[Receiver]:
    """On this machine."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="provodnik-receiver-") as name:
        folder = _Folder(Path(name))
        folder.write("mode", "ok")
        program = [sys.executable, "-m", "store_server.testing.receiver", name, str(port)]
        process = await asyncio.create_subprocess_exec(*program)
        try:
            yield Receiver(f"http://{LOOPBACK}:{port}/accounting", folder)
        finally:
            process.kill()
            await process.wait()


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str, text: str) -> None:
        (self._path / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        file = self._path / name
        return file.read_text(encoding="utf-8") if file.exists() else ""
