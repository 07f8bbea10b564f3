"""Which process serves a folder, written down so that a later program can find it, and never mistake it."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil

from provodnik.embedded.errors import InUse

_START_TIME = 19  # among the fields of /proc/PID/stat after the command; proc(5) calls it starttime


@dataclass(frozen=True)
class Identity:
    """A process, told apart from any other that gets its number later.

    The start is counted in ticks since the machine's boot, not as psutil's create_time: that is a time of day, and
    changes with the clock, which a kiosk sets some while after it was switched on.
    """

    pid: int
    boot: str
    started: int
    executable: str

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The process as it is now, or None where it is gone, dead, or not ours to look at."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
            executable = str(Path(f"/proc/{pid}/exe").readlink())  # a zombie has none
        except OSError:
            return None
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        # A reinstalled environment leaves the running file without its name.
        return cls(pid, boot, int(stat.rpartition(")")[2].split()[_START_TIME]), executable.removesuffix(" (deleted)"))

    def process(self) -> psutil.Process | None:
        """The very same process, or None."""
        try:
            process = psutil.Process(self.pid)
        except psutil.NoSuchProcess:
            return None
        # Looked at after psutil has: its own check keeps a signal from going to a successor.
        return process if Identity.of(self.pid) == self else None


@dataclass(frozen=True)
class Record:
    server: Identity
    socket_folder: str | None


class PidFile:
    """A pid file that its owner keeps locked: the kernel lets go of it when the owner is killed, however that happens.

    It is emptied, never removed: a lock on a removed file would keep nobody out.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locked: int | None = None

    def take(self) -> None:
        """Become the owner."""
        if self._locked is not None:
            raise InUse(f"the server in {self.path.parent} is already started; stop it first")
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            os.close(descriptor)
            raise InUse(
                f"{self.path.parent} is in use by another program that is still running: stop that one first, "
                f"or choose another folder"
            ) from cause
        self._locked = descriptor

    def release(self) -> None:
        if self._locked is not None:
            os.close(self._locked)
            self._locked = None

    def read(self) -> Record | None:
        """What the last owner left behind; an unreadable record is as good as none."""
        try:
            fields = json.loads(self.path.read_text(encoding="utf-8"))
            return Record(Identity(**fields["server"]), fields["socket_folder"])
        except (ValueError, TypeError, KeyError):
            return None

    def write(self, record: Record | None) -> None:
        if self._locked is None:
            raise RuntimeError("only the owner of a pid file writes it")
        os.ftruncate(self._locked, 0)
        os.pwrite(self._locked, json.dumps(asdict(record)).encode() if record else b"", 0)
