"""The free space of Chroma's SQLite, in which what was deleted can still be read.

Chroma (1.5.9) passes every vector through a queue in SQLite, and its SQLite doesn't overwrite what it frees. VACUUM
writes the file anew, without free space. It needs the file, so it is done by whoever has Chroma's folder: the service
itself (FACE_CHROMA_FOLDER), or an operator by `python -m face_server.sweep FOLDER`, at least daily and before backups.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

FILE: Final = "chroma.sqlite3"
# For Chroma, and for other replicas, to finish what they are at.
_LOCK_SECONDS: Final = 30
_RETRY_SECONDS: Final = 5


def sweep(folder: Path) -> None:
    """Chroma may be running: its changes wait meanwhile. Raises sqlite3.Error where that isn't possible."""
    # Never made anew: an empty database in a wrong folder would look like a success.
    place = f"file:{(folder / FILE).absolute()}?mode=rw"
    with contextlib.closing(sqlite3.connect(place, uri=True, timeout=_LOCK_SECONDS, isolation_level=None)) as database:
        database.execute("VACUUM")


class Sweeper:
    """Sweeps some moments after the first of one or several erasures."""

    def __init__(self, folder: Path | None, pause_seconds: float) -> None:
        self._folder = folder
        self._pause_seconds = pause_seconds
        self._wanted = asyncio.Event()
        self.swept = asyncio.Event()

    def want(self) -> None:
        self.swept.clear()
        self._wanted.set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """What is wanted when it ends is swept then. At the start too: the last run may have been cut short."""
        if self._folder is None:
            yield
            return
        self._wanted.set()
        task = asyncio.create_task(self._run(self._folder))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if self._wanted.is_set():
                await self._sweep(self._folder)

    async def _run(self, folder: Path) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(self._pause_seconds)
            if not await self._sweep(folder):
                await asyncio.sleep(_RETRY_SECONDS)

    async def _sweep(self, folder: Path) -> bool:
        self._wanted.clear()
        try:
            await asyncio.to_thread(sweep, folder)
        except sqlite3.Error as error:
            self._wanted.set()
            logger.error("the free space of Chroma's SQLite could not be swept (%s): see FACE_CHROMA_FOLDER", error)  # noqa: TRY400 - one line says it
            return False
        if not self._wanted.is_set():
            self.swept.set()
        return True
