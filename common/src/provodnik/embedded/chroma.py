"""Chroma, the vector database, as the server that its own wheel holds."""

import importlib.util
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from provodnik.embedded import chroma_launcher
from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import NotInstalled
from provodnik.embedded.ports import LOOPBACK
from provodnik.embedded.process import Launch
from provodnik.embedded.server import EmbeddedServer

logger = logging.getLogger(__name__)

_ANSWER_SECONDS = 5


class Chroma(EmbeddedServer):
    label = "Chroma"

    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        super().start()
        if self._process and self._process.uids().effective == 0:
            logger.warning("Chroma runs as root: chroot is not permitted here. Start as an ordinary user to avoid it")

    @contextmanager
    def _launch(self, account: Account) -> Generator[Launch]:
        if importlib.util.find_spec("chromadb_rust_bindings") is None:
            raise NotInstalled("Chroma's server is missing: install provodnik[embedded] again")
        launcher = [sys.executable, "-I", Path(chroma_launcher.__file__), str(self.data), str(self.port)]
        # Python may lie where the account can't reach it, so the launcher starts as we are and takes the account on.
        confined = [] if account.is_current else [str(account.uid), str(account.gid)]
        yield Launch(
            [*launcher, *confined],
            Account.current(),
            folder=self.data,
            # Below warnings it logs a page per request. OpenTelemetry's export needs variables that are not given here.
            environment={"RUST_LOG": "warn", "NO_COLOR": "1", "ANONYMIZED_TELEMETRY": "False"},
        )

    def _answers(self) -> bool:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
