"""PostgreSQL with a password, on loopback and on a socket of its own."""

import logging
import shutil
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pydantic import SecretStr

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import EmbeddedServerError, StartFailed, UnusableData, WrongPassword
from provodnik.embedded.folders import (
    make_private_folder,
    make_socket_folder,
    open_folder,
    secret_file,
    write_private_file,
)
from provodnik.embedded.ports import LOOPBACK
from provodnik.embedded.postgres_configuration import HBA, configuration
from provodnik.embedded.postgres_installation import MAJOR, Installation
from provodnik.embedded.process import Launch, has_ended, processes_in
from provodnik.embedded.psql import Psql, SqlError
from provodnik.embedded.server import EmbeddedServer

logger = logging.getLogger(__name__)

_STRAGGLERS_SECONDS = 10


class Postgres(EmbeddedServer):
    label = "PostgreSQL"
    # Fast shutdown; immediate shutdown, which leaves recovery to the next start; the rest.
    farewell = ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))

    def __init__(
        self,
        folder: Path,
        password: SecretStr,
        port: int | None = None,
        *,
        user: str = "provodnik",
        durable: bool = True,
        installation: Installation | None = None,
    ) -> None:
        """`user` is the superuser, made with the data. `durable=False` forgets the disk's safety: for tests."""
        super().__init__(folder, port)
        if not password.get_secret_value() or "\n" in password.get_secret_value():
            raise ValueError("the password of PostgreSQL must be one line, and not an empty one")
        self._user = user
        self._password = password
        self._durable = durable
        self._wheel = installation or Installation.in_environment()

    def url(self, database: str, driver: str = "postgresql+asyncpg") -> str:
        """For SQLAlchemy; `driver="postgresql"` for asyncpg itself and for libpq."""
        user, password = quote(self._user, safe=""), quote(self._password.get_secret_value(), safe="")
        return f"{driver}://{user}:{password}@{LOOPBACK}:{self.port}/{quote(database, safe='')}"

    def create_database(self, name: str) -> None:
        """Make the database if it is missing."""
        self.sql(
            "SELECT format('CREATE DATABASE %I', :'name')"
            " WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec",
            name=name,
        )

    def sql(self, statement: str, database: str = "postgres", **variables: str) -> str:
        """Run statements as the superuser; see `Psql.run` for the variables."""
        return self._psql().run(statement, database, **variables)

    def _prepare(self, account: Account) -> None:
        self._wait_for_stragglers()
        self._check_data()
        if not any(self.data.iterdir()):
            self._initialise(account)

    @contextmanager
    def _launch(self, account: Account) -> Generator[Launch]:
        self._socket_folder = socket_folder = self._socket_folder or make_socket_folder(account)
        settings = configuration(self.port, socket_folder, durable=self._durable)
        write_private_file(self.data, "postgresql.conf", settings, account)
        write_private_file(self.data, "pg_hba.conf", HBA, account)
        postgres = self._wheel.reachable_by(account).program("postgres")
        with open_folder(self.data) as data:
            yield Launch([postgres, "-D", f"/proc/self/fd/{data}"], account, descriptors=[data])

    def _answers(self) -> bool:
        try:
            return self.sql("SELECT 1") == "1"
        except SqlError as refusal:
            if "password authentication failed" in str(refusal):
                raise WrongPassword(
                    f"the data in {self.data} were made with another password or user: give those, "
                    f"or move the folder away to start with empty data"
                ) from refusal
            return False

    def _psql(self) -> Psql:
        return Psql(self._wheel.program("psql"), str(self._socket_folder), self.port, self._user, self._password)

    def _initialise(self, account: Account) -> None:
        """Beside the data's place first, so that a start cut short leaves no half of a cluster there."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private_folder(unfinished, account)
        self._initdb(unfinished, account)
        self.data.rmdir()
        unfinished.rename(self.data)

    def _initdb(self, folder: Path, account: Account) -> None:
        initdb = self._wheel.reachable_by(account).program("initdb")
        secret = self._password.get_secret_value() + "\n"
        with open_folder(folder) as data, secret_file(secret, account) as password, self.log.opened() as log:
            options = {
                "pgdata": f"/proc/self/fd/{data}",
                "username": self._user,
                "pwfile": f"/proc/self/fd/{password}",
                "auth": "scram-sha-256",
                "encoding": "UTF8",
                # Built in: knows Cyrillic letters, and sorts alike on every machine, whatever locales it has.
                "locale-provider": "builtin",
                "builtin-locale": "C.UTF-8",
                "locale": "C",
            }
            arguments = [f"--{name}={value}" for name, value in options.items()]
            durability = [] if self._durable else ["--no-sync"]
            launch = Launch([initdb, *arguments, *durability], account, descriptors=[data, password])
            if launch.begin(log).wait() != 0:
                raise StartFailed(f"{self.label} could not make its data in {folder}:\n{self.log.tail()}")

    def _check_data(self) -> None:
        """Say what PostgreSQL would say less plainly, or not before it had begun."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            if any(self.data.iterdir()):
                raise UnusableData(
                    f"{self.data} holds files, but no PostgreSQL data (no PG_VERSION): "
                    f"put a backup in its place, or move it away to start with empty data"
                )
        elif (found := version.read_text(encoding="ascii", errors="replace").strip()) != MAJOR:
            raise UnusableData(
                f"{self.data} was written by PostgreSQL {found!r}, and this is {MAJOR}: "
                f"dump it with the old version and load it into a new folder, or move it away to start with empty data"
            )

    def _wait_for_stragglers(self) -> None:
        """Let the children of a killed server end, then remove its lock file: its pid may be another's by now."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        stragglers = processes_in(self.data)
        if left := [each for each in stragglers if not has_ended(each, _STRAGGLERS_SECONDS / len(stragglers))]:
            others = ", ".join(f"{process.name()} (process {process.pid})" for process in left)
            raise EmbeddedServerError(f"{self.data} is still worked on by {others}: stop them first")
        lock.unlink()
