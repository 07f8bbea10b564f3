"""Where the console's lines come from: a terminal or a pipe. Neither needs a thread."""

import asyncio
import os
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.input.base import Input
from prompt_toolkit.output.base import Output

_CHUNK = 4096


class Interrupted(Exception):
    """Ctrl-C was pressed: in a terminal that is being read it arrives as a key, not as a signal."""


class LineReader(Protocol):
    async def line(self, prompt: str) -> str | None:
        """None when the input has ended. Raises Interrupted."""
        ...

    async def secret(self, prompt: str) -> str | None:
        """As `line`, without showing or remembering what is typed."""
        ...


class TerminalReader:
    """With editing and history. Secrets have a session of their own, which forgets."""

    def __init__(self, terminal: Input | None = None, output: Output | None = None) -> None:
        """Of this process, where none is named."""
        self._lines: PromptSession[str] = PromptSession(history=InMemoryHistory(), input=terminal, output=output)
        self._secrets: PromptSession[str] = PromptSession(
            history=DummyHistory(), input=terminal, output=output, is_password=True
        )

    async def line(self, prompt: str) -> str | None:
        return await self._read(self._lines, prompt)

    async def secret(self, prompt: str) -> str | None:
        return await self._read(self._secrets, prompt)

    async def _read(self, session: PromptSession[str], prompt: str) -> str | None:
        try:
            return await session.prompt_async(prompt, handle_sigint=False)
        except EOFError:
            return None
        except KeyboardInterrupt:
            raise Interrupted from None


class PipeReader:
    """Lines of UTF-8 out of a file descriptor. Whoever writes into a pipe needs no prompt."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._read = bytearray()
        self._ended = False

    async def line(self, prompt: str) -> str | None:  # noqa: ARG002 - a LineReader is told what to ask
        while b"\n" not in self._read and not self._ended:
            await self._readable()
            chunk = os.read(self._descriptor, _CHUNK)
            self._read += chunk
            self._ended = not chunk
        line, _, rest = bytes(self._read).partition(b"\n")
        self._read = bytearray(rest)
        return None if self._ended and not line and not rest else line.decode(errors="replace").rstrip("\r")

    async def secret(self, prompt: str) -> str | None:
        return await self.line(prompt)

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        readable: asyncio.Future[None] = loop.create_future()
        try:
            loop.add_reader(self._descriptor, _ready, readable)
        except PermissionError:  # a file: always readable, and never to be waited for
            return
        try:
            await readable
        finally:
            loop.remove_reader(self._descriptor)


def _ready(readable: "asyncio.Future[None]") -> None:
    if not readable.done():
        readable.set_result(None)
