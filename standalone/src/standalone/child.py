"""A program of ours beside the supervisor, in a folder of its own."""

from pathlib import Path
from types import TracebackType
from typing import Final, NoReturn, Self

import psutil

from provodnik.embedded.accounts import Account
from provodnik.embedded.folders import make_private_folder
from provodnik.embedded.logs import ServerLog
from provodnik.embedded.pid_file import Identity, PidFile, Record
from provodnik.embedded.process import AT_ONCE, GENTLY, Launch, end, has_ended
from provodnik.embedded.server import stop_orphan
from standalone.errors import ChildEnded

PID_FILE: Final = "child.pid"
_LAST_BREATH_SECONDS: Final = 5


class Child:
    """One process with its log and its pid file: found by the next supervisor when this one is killed."""

    def __init__(self, label: str, folder: Path) -> None:
        self.label = label
        self.folder = folder.absolute()
        self.log = ServerLog(self.folder / "output.log")
        self._pid_file = PidFile(self.folder / PID_FILE)
        self._process: psutil.Popen | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def launch(self, launch: Launch) -> None:
        make_private_folder(self.folder, Account.current())
        self._pid_file.take()
        try:
            stop_orphan(self._pid_file, GENTLY, self.label)
            with self.log.opened() as log:
                self._process = launch.begin(log)
            if identity := Identity.of(self._process.pid):
                self._pid_file.write(Record(identity, socket_folder=None))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """A child that is not running is no error."""
        if self._process:
            end(self._process, GENTLY, self.label)
            self._process = None
            self._pid_file.write(None)
        self._pid_file.release()

    def kill(self) -> None:
        """As a crash would: `check` will find it gone."""
        if self._process:
            end(self._process, AT_ONCE, self.label)

    def check(self) -> None:
        """To be called now and then: raises ChildEnded when it is gone by itself, and keeps its log short."""
        if self._process is None:
            return
        if self._process.poll() is not None:
            self._raise_ended()
        self.log.shorten()

    def _raise_ended(self) -> NoReturn:
        code = None
        if self._process and has_ended(self._process, _LAST_BREATH_SECONDS):
            code = self._process.poll()
        raise ChildEnded(f"the {self.label} ended by itself ({code}):\n{self.log.tail()}", code)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def stop_orphans(var: Path) -> None:
    """Stop the children of a supervisor that was killed, whatever they were; only for whoever owns the folder now."""
    for path in var.glob(f"*/{PID_FILE}"):
        pid_file = PidFile(path)
        pid_file.take()
        try:
            stop_orphan(pid_file, GENTLY, path.parent.name)
        finally:
            pid_file.release()
