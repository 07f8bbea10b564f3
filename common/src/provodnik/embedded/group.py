"""Several servers that live and end together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from provodnik.embedded.server import EmbeddedServer


class ServerGroup:
    """Started at the same time, stopped at the same time; if one can't start, none stays."""

    def __init__(self, *servers: EmbeddedServer) -> None:
        self._servers = servers

    def start(self) -> None:
        try:
            self._each_at_once(lambda server: server.start())
        except BaseException:  # Ctrl-C while they start, too
            self.stop()
            raise

    def stop(self) -> None:
        self._each_at_once(lambda server: server.stop())

    def check(self) -> None:
        """To be called now and then; raises ServerDied when one of them is gone."""
        for server in self._servers:
            server.check()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _each_at_once(self, act: Callable[[EmbeddedServer], None]) -> None:
        """Every server is dealt with before the first failure is told."""
        with ThreadPoolExecutor(max(1, len(self._servers))) as threads:
            dealt_with = [threads.submit(act, server) for server in self._servers]
        for each in dealt_with:
            each.result()
