"""A simulated touch panel, for machines without one: it can do what a finger and an eye can, and read vitals."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from robot.faults import Fault
from robot.hardware.panel_protocol import (
    REQUEST,
    AwaitView,
    Done,
    Language,
    Picture,
    ReadVitals,
    Refused,
    Request,
    ResetVitals,
    Seen,
    Tap,
    Vitals,
    WhatIsShown,
)
from robot.hardware.shown import Shown, WatchedScreen
from robot.stalls import StallMonitor

logger = logging.getLogger(__name__)

Finger = Callable[[str], bool]  # taps the item that carries this touch; False where none is visible
Eye = Callable[[Path], bool]  # saves what is seen; False where that can't be written

LANGUAGE_SWITCH = "language"
_LONGEST_LINE = 4096


class Panel:
    def __init__(self, socket: Path, screen: WatchedScreen, finger: Finger, eye: Eye, stalls: StallMonitor) -> None:
        self._socket = socket
        self._screen = screen
        self._finger = finger
        self._eye = eye
        self._stalls = stalls
        self._talks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve until cancelled. Raises Fault where the socket can't be made."""
        server = await self._listen()
        logger.info("the simulated touch panel listens on %s", self._socket)
        try:
            await self._stalls.run()
        finally:
            server.close()
            for talk in self._talks:
                talk.cancel()
            self._socket.unlink(missing_ok=True)

    async def _listen(self) -> asyncio.Server:
        mask = os.umask(0o177)
        try:
            self._socket.unlink(missing_ok=True)
            return await asyncio.start_unix_server(self._talk, self._socket, limit=_LONGEST_LINE)
        except OSError as cause:
            raise Fault(f"no socket can be made at ROBOT_PANEL_SOCKET, {self._socket}: {cause}") from cause
        finally:
            os.umask(mask)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        if talk is not None:
            self._talks.add(talk)
            talk.add_done_callback(self._talks.discard)
        try:
            while line := await _line(reader):
                answer = await self._answer(line)
                writer.write(answer.model_dump_json().encode() + b"\n")
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):  # the other end is gone; the kiosk ends
            pass
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> BaseModel:
        try:
            request = REQUEST.validate_json(line)
        except ValidationError as error:
            return Refused(reason="; ".join(f"{fault['loc']}: {fault['msg']}" for fault in error.errors()))
        return await self._do(request)

    async def _do(self, request: Request) -> BaseModel:
        match request:
            case Tap() | Language():
                return self._tap(request.touch if isinstance(request, Tap) else LANGUAGE_SWITCH)
            case Picture(path=path):
                return Done() if self._eye(path) else Refused(reason=f"{path} can't be written")
            case WhatIsShown():
                return _seen(self._screen.shown)
            case AwaitView():
                return await self._await(request)
            case ReadVitals() | ResetVitals():
                return self._vitals(request)

    def _tap(self, touch: str) -> BaseModel:
        return Done() if self._finger(touch) else Refused(reason=f"nothing that is visible carries {touch!r}")

    async def _await(self, request: AwaitView) -> BaseModel:
        try:
            async with asyncio.timeout(request.seconds):
                return _seen(await self._screen.wait_for(request.view, request.after, request.hint))
        except TimeoutError:
            shown = self._screen.shown
            return Refused(
                reason=f"no {_wanted(request)} after number {request.after} within {request.seconds:g} s; "
                f"shown is {shown.view}, number {shown.number}"
            )

    def _vitals(self, request: ReadVitals | ResetVitals) -> Done:
        if isinstance(request, ResetVitals):
            self._stalls.reset()
            return Done()
        stalls = self._stalls.since_reset()
        return Vitals(
            memory_mb=_memory_mb(),
            stalls=stalls.count,
            longest_stall_ms=stalls.longest_ms,
            stall_p99_ms=stalls.p99_ms,
            beats=stalls.beats,
        )


def _memory_mb() -> float:
    """The resident memory of this process, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Empty at the end, and after a line that is too long to be a request."""
    try:
        return await reader.readline()
    except ValueError:
        return b""


def _seen(shown: Shown) -> Seen:
    return Seen(view=shown.view, number=shown.number, at=shown.at, hint=shown.hint)


def _wanted(request: AwaitView) -> str:
    return request.view if request.hint is None else f"{request.view} with the hint {request.hint!r}"
