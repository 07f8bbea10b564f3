"""The demo's stack in containers: through nginx over TLS, with people who sign in at the real Keycloak."""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import SecretStr

from operations.lab import Lab, laboratory
from operations.people import NewPerson, add_person
from provodnik.contracts.people import Role
from provodnik.testing.keycloak_visitor import KeycloakVisitor, Tokens
from standalone.demo.receiver import Receiver
from standalone.demo.stacks import DemoStack, Token
from standalone.progress import Progress

_PASSWORD: Final = "the demo's own password"  # noqa: S105 - of people who live as long as the demo
# A token is asked for anew so long before it ends.
_SPARE_SECONDS: Final = 30
_SERVICES: Final = ("base_server", "store_server")


@contextmanager
def compose_stack(progress: Progress) -> Generator[DemoStack]:
    """Raises NoDocker, ComposeFailed."""
    with progress.step("the Compose stack: images, databases, Keycloak, servers, gateway"):
        lab = laboratory("provodnik-demo")
        started = lab.__enter__()
    try:
        with progress.step("debug data"):
            started.compose.run("run", "--build", "--rm", "-T", "debug_data")
        yield ComposeStack(started)
    finally:
        with progress.step("everything is taken down"):
            lab.__exit__(None, None, None)


class ComposeStack:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._people: dict[tuple[Role, str, UUID | None], _Person] = {}
        self.trusted = lab.ssl()

    @property
    def gateway_url(self) -> str:
        return self._lab.url

    @property
    def certificate(self) -> tuple[Path, ssl.SSLContext]:
        shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        shown.load_cert_chain(self._lab.secrets / "certificate.pem", self._lab.secrets / "certificate_key.pem")
        return self._lab.ca, shown

    @property
    def admin_token(self) -> SecretStr:
        return SecretStr(self._lab.secret("base_admin_token"))

    @property
    def store_admin_token(self) -> SecretStr:
        return SecretStr(self._lab.secret("store_admin_token"))

    def tokens(self, role: Role, name: str, store_id: UUID | None = None) -> Token:
        person = self._people.setdefault((role, name, store_id), _Person(self._lab, role, name, store_id))
        return person.token

    @asynccontextmanager
    async def receiver(self) -> AsyncGenerator[Receiver]:
        yield Receiver("https://accounting:9000/accounting", _ReceiverContainer(self._lab))

    def stop_services(self) -> None:
        self._lab.compose.stop(*_SERVICES)

    def start_services(self) -> None:
        self._lab.compose.up(*_SERVICES)

    def kill_faces(self) -> None:
        self._lab.compose.kill("face_server")

    def start_faces(self) -> None:
        self._lab.compose.up("face_server")


@dataclass
class _Person:
    """Signed in when their first token is asked for; passengers register themselves, others are added."""

    lab: Lab
    role: Role
    name: str
    store_id: UUID | None
    _held: Tokens | None = None
    _until: float = 0
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def token(self) -> str:
        async with self._signing_in:
            if self._held is None or time.monotonic() > self._until - _SPARE_SECONDS:
                async with KeycloakVisitor(f"{self.lab.url}/keycloak", self.lab.ssl()) as visitor:
                    self._held = await self._signed_in(visitor)
                self._until = time.monotonic() + self._held.expires_in
            return self._held.access

    async def _signed_in(self, visitor: KeycloakVisitor) -> Tokens:
        if self._held:
            return await visitor.refresh(self._held)
        first, _, last = self.name.partition(" ")
        username = f"{self.role.value}.{sha256(f'{self.name} {self.store_id}'.encode()).hexdigest()[:12]}"
        if self.role is Role.PASSENGER:
            return await visitor.register(username, _PASSWORD, first, last)
        person = NewPerson(username, first, last, self.role.value, self.store_id)
        await asyncio.to_thread(add_person, self.lab.compose, person, _PASSWORD)
        return await visitor.sign_in(username, _PASSWORD)


class _ReceiverContainer:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def write(self, name: str, text: str) -> None:
        self._lab.compose.exec("accounting", "sh", "-c", f"cat > /tmp/{name}", stdin=text.encode())

    def read(self, name: str) -> str:
        script = f"[ ! -e /tmp/{name} ] || cat /tmp/{name}"
        return self._lab.compose.exec("accounting", "sh", "-c", script).decode()
