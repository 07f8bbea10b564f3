"""Ctrl-C, SIGTERM, a closed terminal: somebody wants the stack to stop."""

import os
import select
import signal
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """Asked for once, the stack stops in good order; asked for again, every child is killed.

    The orderly stop then finds nobody to wait for. Nothing is raised out of the handler: an exception in the middle of
    starting a child would lose it.
    """

    def __init__(self) -> None:
        self._asked = False
        self._reader, self._writer = os.pipe()  # threading.Event is no thing for a signal handler: it locks

    @property
    def asked(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Until somebody asks, at the longest so many seconds."""
        readable, _, _ = select.select([self._reader], [], [], seconds)
        return bool(readable)

    def ask(self) -> None:
        if self._asked:
            _kill_children()
            return
        self._asked = True
        os.write(self._writer, b".")

    @contextmanager
    def listening(self) -> Generator[None]:
        """Hear the signals; only in the main thread."""

        def hear(_number: int, _frame: FrameType | None) -> None:
            self.ask()

        heard = [number for number in _SIGNALS if number != signal.SIGHUP or not _survives_hangup()]
        before = {number: signal.signal(number, hear) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _survives_hangup() -> bool:
    """As under nohup."""
    return signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def _kill_children() -> None:
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()
