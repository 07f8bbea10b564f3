"""Starting and stopping one server process."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import StartFailed

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.01

# A signal, and the seconds that a process gets to end after it; the last one must be SIGKILL.
Farewell = Sequence[tuple[signal.Signals, float]]
GENTLY: Farewell = ((signal.SIGTERM, 10), (signal.SIGKILL, 10))
AT_ONCE: Farewell = ((signal.SIGKILL, 10),)


@dataclass(frozen=True)
class Launch:
    """How a server's process begins. It gets what stands here and nothing of our own environment."""

    arguments: Sequence[str | Path]
    account: Account
    executable: str | None = None
    folder: Path = Path("/")
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    descriptors: Sequence[int] = ()
    stdin: int = subprocess.DEVNULL
    stdout: int | None = None  # the log
    own_session: bool = True  # False: Ctrl-C in our terminal reaches it too, and it may read from there

    def begin(self, log: int) -> psutil.Popen:
        """Start it, as a rule in a session of its own: Ctrl-C in our terminal is for us to hear and hand on.

        No PR_SET_PDEATHSIG: Linux sends that signal when the *thread* that started the child ends, so a server started
        from a worker thread would be shot with it. What a killed parent leaves is found by its pid file.
        """
        try:
            return psutil.Popen(
                [os.fspath(argument) for argument in self.arguments],
                executable=self.executable,
                cwd=self.folder,  # entered before the account is taken on
                env={"PATH": os.defpath, "LC_ALL": "C", **self.environment},
                stdin=self.stdin,
                stdout=log if self.stdout is None else self.stdout,
                stderr=log,
                pass_fds=tuple(self.descriptors),
                start_new_session=self.own_session,
                umask=0o077,
                user=self.account.uid,
                group=self.account.gid,
                extra_groups=self.account.groups,
            )
        except OSError as cause:
            raise StartFailed(
                f"{self.arguments[0]} can't be run as {self.account.name}: {cause.strerror or cause}; "
                f"root needs the capabilities SETUID and SETGID, and the file's disk must allow programs"
            ) from cause


def end(process: psutil.Process, farewell: Farewell, label: str) -> None:
    """Signal the process, each signal harder than the one before, until it is gone."""
    for number, patience in farewell:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        if has_ended(process, patience):
            break
        logger.warning("%s (process %d) did not end within %.1f s of %s", label, process.pid, patience, number.name)
    if isinstance(process, psutil.Popen):
        process.poll()  # collects our child


def has_ended(process: psutil.Process, patience: float) -> bool:
    """Whether it ends within so many seconds.

    Unlike psutil's own wait this one is content with a zombie: a container's first process may never collect orphans.
    """
    deadline = time.monotonic() + patience
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def is_alive(process: psutil.Process) -> bool:
    try:
        # A zombie that has threads yet is one that still works: only its first thread has ended.
        return process.is_running() and (process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1)
    except psutil.NoSuchProcess:
        return False


def processes_in(folder: Path) -> list[psutil.Process]:
    """The processes whose working folder this is."""
    place = str(folder.resolve())
    return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == place]
