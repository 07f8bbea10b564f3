"""The whole of Provodnik on one machine, started and stopped in order."""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import BaseModel, SecretStr

from debug_data.files import STATIC
from provodnik.contracts.run_file import FaceApiAccess, RunFile
from provodnik.embedded.accounts import Account
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.folders import write_private_file
from provodnik.embedded.issuer import Issuer
from provodnik.embedded.ports import LOOPBACK, free_port
from standalone.child import Child, stop_orphans
from standalone.databases import BASE, STORE, Databases
from standalone.debug_data_loader import load_debug_data
from standalone.errors import ChildEnded, StopAsked
from standalone.face_key import finish_rotation
from standalone.gateway_port import check_port
from standalone.kiosk import ROBOT, Kiosk, terminal_is_ours
from standalone.lock import StackLock
from standalone.memory import process_mb, tree_mb
from standalone.paths import DEFAULT_PORT, Paths, var_of
from standalone.progress import Counter, Progress
from standalone.realm import realm_of
from standalone.restarts import Restarts
from standalone.services.process import ServiceProcess
from standalone.services.settings import BaseOrders, FaceOrders
from standalone.stack_secrets import StackSecrets, keep_secrets
from standalone.stop_request import StopRequest

logger = logging.getLogger(__name__)

MUST_BE_MENDED: Final = 2  # how our programs end where another start is no help


class Stack:
    """Databases, services and, if wanted, a kiosk. It belongs to one thread at a time, in which no event loop runs."""

    def __init__(
        self,
        port: int = DEFAULT_PORT,
        var: Path | None = None,
        *,
        kiosk: bool = True,
        kiosk_program: Sequence[str | Path] = ROBOT,
        debug_data: bool = True,
        progress: Progress | None = None,
        stop_request: StopRequest | None = None,
    ) -> None:
        """`var`: where everything is kept; without it the port's own place in the checkout."""
        self.port = port
        self.paths = Paths((var or var_of(port)).absolute())
        self.gateway_url = f"http://{LOOPBACK}:{port}"
        self.services = ServiceProcess("services", self.paths.services, "standalone.services.base")
        self.faces = ServiceProcess("face_server", self.paths.faces, "standalone.services.face")
        self.kiosk = Kiosk(self.paths.kiosk, self.gateway_url, program=kiosk_program)
        self._wants_kiosk = kiosk
        self._wants_debug_data = debug_data
        self._progress = progress or Progress()
        self._stop_request = stop_request or StopRequest()
        self._restarts: dict[Child, Restarts] = {child: Restarts() for child in (self.services, self.faces, self.kiosk)}
        self._exits = ExitStack()
        self._opened: tuple[StackSecrets, Databases] | None = None
        self._face_port = free_port()

    @property
    def run_file(self) -> RunFile:
        """What stands in run.json."""
        secrets, databases = self._started()
        return RunFile(
            gateway=self.gateway_url,
            face_api=FaceApiAccess(url=self._face_url, token=secrets.face_service_token),
            admin_token=secrets.admin_token,
            store_admin_token=secrets.store_admin_token,
            database_urls={
                name: SecretStr(databases.postgres.url(name, driver="postgresql")) for name in (BASE, STORE)
            },
            redis_url=SecretStr(databases.valkey.url()),
        )

    @property
    def realm(self) -> Issuer:
        """Who people on the web are is for its holder to say."""
        secrets, _ = self._started()
        return realm_of(self.gateway_url, secrets)

    @property
    def chroma(self) -> Chroma:
        _, databases = self._started()
        return databases.chroma

    def start(self) -> None:
        """Return once everything answers; when something can't start, nothing stays."""
        with ExitStack() as exits:
            lock = StackLock(self.paths)
            lock.take()
            exits.callback(lock.release)
            self._start(exits)
            self._exits = exits.pop_all()

    def stop(self) -> None:
        """Stop all of it; a stack that is not running is no error."""
        self._exits.close()

    def start_services(self) -> None:
        """Again, after `stop_services`."""
        self._begin_again(self.services, self._base_orders())

    def stop_services(self) -> None:
        """The databases and the kiosk stay."""
        self.services.stop()

    def start_faces(self) -> None:
        """Again, after `stop_faces`."""
        self._begin_again(self.faces, self._face_orders())

    def stop_faces(self) -> None:
        """Boarding by code goes on without."""
        self.faces.stop()

    def check(self) -> None:
        """To be called every second or so: starts again what of ours fell over; raises where that is no help."""
        _, databases = self._started()
        databases.check()
        self._mend(self.services, self.start_services)
        self._mend(self.faces, self.start_faces)
        self._mend(self.kiosk, self._start_kiosk)

    def memory_mb(self) -> dict[str, float]:
        """PSS by part; the supervisor is this process."""
        _, databases = self._started()
        pids = {part.label: part.pid for part in (*databases.servers, self.services, self.faces, self.kiosk)}
        parts = {label: tree_mb(pid) for label, pid in pids.items() if pid}
        return {"supervisor": process_mb(os.getpid()), **parts}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _start(self, exits: ExitStack) -> None:
        stop_orphans(self.paths.var)
        self.paths.run_file.unlink(missing_ok=True)
        check_port(self.port)
        secrets = keep_secrets(self.paths)
        databases = Databases(self.paths, secrets)
        self._opened = secrets, databases
        for stop in (databases.stop, self.faces.stop, self.services.stop, self.kiosk.stop):
            exits.callback(stop)
        exits.callback(self.paths.run_file.unlink, missing_ok=True)

        for service in (self.faces, self.services):
            service.begin()  # Python loads while the databases start
        with self._step("databases: PostgreSQL, Valkey, Chroma"):
            databases.start()
            self._opened = finish_rotation(self.paths, secrets, databases.chroma), databases
        with self._step("services: base_server, store_server, face_server"):
            self.faces.order(self._face_orders())
            self.services.order(self._base_orders())
            told = [service.ready(self._stop_request).told for service in (self.faces, self.services)]
        for words in filter(None, told):
            self._progress.say(f"  {words}")
        if self._wants_debug_data:
            with self._step("debug data") as count:
                load_debug_data(self.run_file, count)
        self._write_run_file()
        if self._wants_kiosk:
            with self._step("kiosk"):
                self._start_kiosk()

    def _step(self, words: str) -> AbstractContextManager[Counter]:
        if self._stop_request.asked:
            raise StopAsked
        return self._progress.step(words)

    @property
    def _face_url(self) -> str:
        return f"http://{LOOPBACK}:{self._face_port}"

    def _base_orders(self) -> BaseOrders:
        secrets, databases = self._started()
        return BaseOrders(
            port=self.port,
            database_url=SecretStr(databases.postgres.url(BASE)),
            redis_url=SecretStr(databases.valkey.url()),
            admin_token=secrets.admin_token,
            card_key=secrets.card_key,
            store_database_url=SecretStr(databases.postgres.url(STORE)),
            store_admin_token=secrets.store_admin_token,
            face_url=self._face_url,
            face_service_token=secrets.face_service_token,
            static=STATIC,
            realm_url=self.realm.url,
            realm_keys=self.realm.published(),
        )

    def _face_orders(self) -> FaceOrders:
        secrets, databases = self._started()
        return FaceOrders(
            port=self._face_port,
            redis_url=SecretStr(databases.valkey.url()),
            chroma_url=databases.chroma.url(),
            chroma_folder=databases.chroma.data,
            service_token=secrets.face_service_token,
            key=secrets.face_key,
            pseudonym_key=secrets.face_pseudonym_key,
        )

    def _begin_again(self, service: ServiceProcess, orders: BaseModel) -> None:
        service.begin()
        service.order(orders)
        service.ready(self._stop_request)

    def _start_kiosk(self) -> None:
        self.kiosk.start(at_terminal=terminal_is_ours())

    def _write_run_file(self) -> None:
        text = self.run_file.model_dump_json(indent=2)
        write_private_file(self.paths.var, self.paths.run_file.name, text, Account.current())

    def _mend(self, child: Child, start: Callable[[], None]) -> None:
        try:
            child.check()
        except ChildEnded as end:
            child.stop()
            if end.code == 0 and child is self.kiosk:
                self._stop_request.ask()  # somebody closed it, or pressed Ctrl-C in its console
                return
            if end.code == MUST_BE_MENDED or not self._restarts[child].allow():
                raise
            logger.warning("%s\nstarting it again", end)
            start()

    def _started(self) -> tuple[StackSecrets, Databases]:
        if self._opened is None:
            raise RuntimeError("the stack is not started")
        return self._opened
