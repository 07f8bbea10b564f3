"""The service's end of one worker process."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, Final, Self

from face_server.engine.choice import Recipe
from face_server.engine.errors import EngineUnusable
from face_server.workers.messages import Fault, Job, pack, unpack

_LENGTH_BYTES: Final = 8
# Loading takes half a second; on a machine whose cores are all busy, much longer.
_START_SECONDS: Final = 60
# One thread each, or the workers get into each other's way; few arenas, or each keeps memory of its own. Nothing else
# is handed on: the service's environment holds its secrets, and a worker reads pictures that anybody has sent.
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PATH": os.defpath,
}


class WorkerLost(Exception):
    """The process has ended, whatever it was doing."""


class WorkerFault(Exception):
    """The worker met an exception that nobody expected; it goes on."""


class Worker:
    """One process. One job at a time."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    @classmethod
    async def start(cls, recipe: Recipe, deadline_seconds: float) -> Self:
        """Ready for its first job. Raises EngineUnusable, WorkerLost, WorkerFault."""
        ours, theirs = socket.socketpair()
        try:
            process = await cls._process_at(theirs)
            worker = cls(process, *await asyncio.open_connection(sock=ours))
        except BaseException:
            ours.close()  # a process that has begun by then ends with it
            raise
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker._ask((recipe, deadline_seconds))
        except TimeoutError:
            await worker.stop()
            raise WorkerLost(f"it did not start within {_START_SECONDS} s") from None
        except BaseException:
            await worker.stop()
            raise
        return worker

    @staticmethod
    async def _process_at(theirs: socket.socket) -> asyncio.subprocess.Process:
        with theirs:
            # Its outputs go nowhere: libraries write there what they like. What goes wrong it says over the socket.
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "face_server.workers.process",
                stdin=theirs.fileno(),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env=_ENVIRONMENT,
            )

    async def do(self, job: Job) -> Any:
        """The job's answer, a refusal among them. Raises WorkerLost, WorkerFault."""
        return await self._ask(job)

    async def ended(self) -> None:
        await self._process.wait()

    async def stop(self) -> None:
        """At once, whatever it is doing: it keeps nothing."""
        self._writer.close()
        if self._process.returncode is None:
            # Not the process's own kill(), which collects the ended child before asyncio does.
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        await self._process.wait()

    async def _ask(self, message: object) -> Any:
        try:
            self._writer.write(pack(message))
            await self._writer.drain()
            length = int.from_bytes(await self._reader.readexactly(_LENGTH_BYTES))
            answer = unpack(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as cause:
            raise WorkerLost("it has ended") from cause
        if isinstance(answer, EngineUnusable):
            raise answer
        if isinstance(answer, Fault):
            raise WorkerFault(answer.trace)
        return answer
