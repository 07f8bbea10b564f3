"""What the embedded servers have in common: one folder, one process, one owner."""

import logging
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import psutil

from provodnik.embedded import ports
from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import PortTaken, ServerDied, StartFailed
from provodnik.embedded.folders import make_private_folder
from provodnik.embedded.logs import ServerLog
from provodnik.embedded.pid_file import Identity, PidFile, Record
from provodnik.embedded.process import GENTLY, Farewell, Launch, end

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.02


class EmbeddedServer(ABC):
    """A server of ours on a folder of its own: `data` belongs to the server's account, the rest to us.

    One object belongs to one thread; several servers may start in several threads.
    """

    label: ClassVar[str]
    farewell: ClassVar[Farewell] = GENTLY
    start_seconds: ClassVar[float] = 60  # recovery after a crash takes its time

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Without a port the server gets a free one, another at each start."""
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = ServerLog(self.folder / "server.log")
        self._pid_file = PidFile(self.folder / "server.pid")
        self._wanted_port = port
        self._port = port
        self._process: psutil.Popen | None = None
        self._socket_folder: Path | None = None

    @property
    def port(self) -> int:
        if self._port is None:
            raise RuntimeError(f"{self.label} has no port before it is started")
        return self._port

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Return once the server answers. What a killed owner left running on the folder is stopped first."""
        make_private_folder(self.folder, Account.current())
        self._pid_file.take()
        began = time.monotonic()
        try:
            self._stop_orphan()
            account = Account.for_data(self.data)
            make_private_folder(self.data, account)
            self._prepare(account)
            self._start_on_a_port(account)
        except BaseException:
            self.stop()
            raise
        logger.info("%s answers on port %d after %.2f s", self.label, self.port, time.monotonic() - began)

    def stop(self) -> None:
        """Stop the server and let go of its folder; a server that is not running is no error."""
        self._end_process()
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
            self._socket_folder = None
        self._pid_file.release()

    def check(self) -> None:
        """To be called now and then: raises ServerDied when the server is gone, and keeps its log short."""
        if self._process is None:
            raise ServerDied(f"{self.label} is not started")
        if (code := self._process.poll()) is not None:
            raise ServerDied(f"{self.label} ended by itself ({code}):\n{self.log.tail()}")
        self.log.shorten()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _prepare(self, account: Account) -> None:  # noqa: B027 - most have nothing to prepare
        """Make the data ready for a process that is to run as the account."""

    @abstractmethod
    @contextmanager
    def _launch(self, account: Account) -> Generator[Launch]:
        """The process to be; what the launch holds open is needed until the process has begun."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether a real question gets a real answer, asked with the password we were given."""

    def _start_on_a_port(self, account: Account) -> None:
        while True:
            self._port = self._wanted_port or ports.free_port()
            if ports.is_taken(self._port):
                if self._wanted_port:
                    raise PortTaken(self.label, self._port, ports.holder_of(self._port))
                continue
            try:
                self._begin(account)
                self._wait_for_answer()
            except StartFailed:
                self._end_process()
                if self._wanted_port or not ports.is_taken(self._port):
                    raise
                logger.info("somebody took the port meant for %s; trying another", self.label)
            else:
                return

    def _begin(self, account: Account) -> None:
        with self._launch(account) as launch, self.log.opened() as log:
            self._process = launch.begin(log)
        if server := Identity.of(self._process.pid):
            self._pid_file.write(Record(server, str(self._socket_folder) if self._socket_folder else None))

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + self.start_seconds
        while not self._answers():
            if self._process is None or self._process.poll() is not None:
                raise StartFailed(f"{self.label} could not start on {self.data}:\n{self.log.tail()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.label} did not answer within {self.start_seconds:.0f} s:\n{self.log.tail()}")
            time.sleep(_POLL_SECONDS)

    def _end_process(self) -> None:
        if self._process:
            end(self._process, self.farewell, self.label)
            self._process = None
            self._pid_file.write(None)

    def _stop_orphan(self) -> None:
        stop_orphan(self._pid_file, self.farewell, self.label)


def stop_orphan(pid_file: PidFile, farewell: Farewell, label: str) -> None:
    """Stop the server that a dead owner of the pid file left behind, if it is still that very process."""
    record = pid_file.read()
    if record is None:
        return
    if orphan := record.server.process():
        logger.warning("stopping %s (process %d): whoever started it is gone", label, orphan.pid)
        end(orphan, farewell, label)
    if record.socket_folder:
        shutil.rmtree(record.socket_folder, ignore_errors=True)
    pid_file.write(None)
