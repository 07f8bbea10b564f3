"""The log of one server, kept short."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 1 << 20  # bytes; as much again is kept in the file before
_TAIL = 4096  # bytes


class ServerLog:
    """What a server writes to its standard output and error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start = 0

    @contextmanager
    def opened(self) -> Generator[int]:
        """The log for a new process: appended to, so that it can be shortened under the process's hands."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        descriptor = os.open(self.path, flags, 0o600)
        try:
            self.shorten()
            self._start = os.fstat(descriptor).st_size
            yield descriptor
        finally:
            os.close(descriptor)

    def shorten(self) -> None:
        """Once the log is too long, put it aside and go on with an empty one."""
        if self.path.stat().st_size > LONGEST:
            shutil.copyfile(self.path, self.path.with_suffix(".log.1"))
            os.truncate(self.path, 0)
            self._start = 0

    def tail(self, lines: int = 12) -> str:
        """The last lines since the log was opened, indented."""
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self._start, size - _TAIL))
            written = file.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in written[-lines:]) or "  (it wrote nothing)"
