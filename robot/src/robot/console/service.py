"""The console on this process's standard input, if there is one."""

import asyncio
import os
import sys
from typing import TextIO

from robot.auth.session import RobotSession
from robot.console.console import Console, Standing
from robot.console.readers import Interrupted, LineReader, PipeReader, TerminalReader


async def serve_console(session: RobotSession, standing: Standing, server: str) -> None:
    """Returns when Ctrl-C is pressed in it. When the console itself ends, the kiosk goes on."""
    reader = reader_of(sys.stdin)
    if reader is not None:
        try:
            await Console(reader, print, session, standing, server).run()
        except Interrupted:
            return
    await asyncio.Event().wait()


def reader_of(stream: TextIO | None) -> LineReader | None:
    """None where nobody can type: no standard input, or a terminal whose foreground is another's."""
    if stream is None or stream.closed:
        return None
    if not stream.isatty():
        return PipeReader(stream.fileno())
    in_foreground = os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    return TerminalReader() if in_foreground else None
