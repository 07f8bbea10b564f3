"""What the demo needs of a stack, wherever that runs; and the stack of one machine."""

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from pydantic import SecretStr

from provodnik.contracts.people import Role
from provodnik.embedded.ports import free_port
from standalone.demo.receiver import Receiver, receiver_process
from standalone.progress import Progress
from standalone.realm import tokens
from standalone.stack import Stack

Token = Callable[[], Awaitable[str]]


class DemoStack(Protocol):
    """Running, with the debug data. Its methods block, but for those that give something asynchronous."""

    @property
    def gateway_url(self) -> str: ...

    @property
    def trusted(self) -> ssl.SSLContext | None:
        """What the gateway's certificate is checked by; None: it has none."""
        ...

    @property
    def certificate(self) -> tuple[Path, ssl.SSLContext] | None:
        """Who signed it, and the gateway's certificate to be shown by something that stands in its place."""
        ...

    @property
    def admin_token(self) -> SecretStr: ...

    @property
    def store_admin_token(self) -> SecretStr: ...

    def tokens(self, role: Role, name: str, store_id: UUID | None = None) -> Token:
        """What a client asks for a living token of this person, who is the same for the same name each time."""
        ...

    def receiver(self) -> AbstractAsyncContextManager[Receiver]:
        """Accounting, where store_server reaches it."""
        ...

    def stop_services(self) -> None:
        """base_server and store_server; the databases stay."""
        ...

    def start_services(self) -> None: ...

    def kill_faces(self) -> None: ...

    def start_faces(self) -> None:
        """Again, after `kill_faces`."""
        ...


class OneMachine:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @property
    def gateway_url(self) -> str:
        return self._stack.gateway_url

    @property
    def trusted(self) -> None:
        return None

    @property
    def certificate(self) -> None:
        return None

    @property
    def admin_token(self) -> SecretStr:
        return self._stack.run_file.admin_token

    @property
    def store_admin_token(self) -> SecretStr:
        return self._stack.run_file.store_admin_token

    def tokens(self, role: Role, name: str, store_id: UUID | None = None) -> Token:
        return tokens(self._stack.realm, role, name, store_id)

    @asynccontextmanager
    async def receiver(self) -> AsyncGenerator[Receiver]:
        async with receiver_process() as receiver:
            yield receiver

    def stop_services(self) -> None:
        self._stack.stop_services()

    def start_services(self) -> None:
        self._stack.start_services()

    def kill_faces(self) -> None:
        self._stack.faces.kill()

    def start_faces(self) -> None:
        self._stack.stop_faces()  # what is left of it
        self._stack.start_faces()


@contextmanager
def one_machine(folder: Path, progress: Progress) -> Generator[DemoStack]:
    """A stack of its own: a running one, and its data, are none of the demo's business."""
    with Stack(free_port(), folder / "var", kiosk=False, progress=progress) as stack:
        yield OneMachine(stack)
