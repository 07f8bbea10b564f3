"""`make rotate SECRET=…`: a secret is changed while everything runs.

Each in the same order: whoever asks may use the new one before anybody does, whoever uses it changes over one replica
after the other, and only then the old one ends.
"""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from operations.care.database import ask
from operations.care.upgrade import Tell, rolling
from operations.compose import Compose
from operations.people import kcadm
from operations.secrets import Secrets, certify, database_url, fresh, redis_url, redis_users

_RELOAD_SECONDS: Final = 2.0
_KEY_PROVIDER: Final = (
    '{"name": "rsa-%s", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider", '
    '"config": {"priority": ["%s"], "keySize": ["2048"]}}'
)


class RotationRefused(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True)
class Rotation:
    compose: Compose
    secrets: Secrets
    tell: Tell

    def database(self, name: str) -> None:
        """The service's two accounts take turns: the one that rests gets a new password, and then the other rests."""
        url, service = f"{name}_database__url", f"{name}_server"
        held = urlsplit(self.secrets.read(url)).username or ""
        if held not in {f"{name}_blue", f"{name}_green"}:
            raise RotationRefused(f"{url} names the account {held!r}, which is none of ours")
        other = f"{name}_green" if held == f"{name}_blue" else f"{name}_blue"
        password = fresh()
        ask(self.compose, name, f"ALTER ROLE {other} LOGIN PASSWORD '{password}';")
        self.secrets.write(url, database_url(name, other, password))
        self._roll(service)
        # Whoever still has the old one is out at once.
        ask(
            self.compose,
            name,
            f"ALTER ROLE {held} NOLOGIN PASSWORD NULL; "  # noqa: S608 - one of two names, checked above
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{held}';",
        )

    def migrations(self, name: str) -> None:
        """The owner's, who is used by migrations alone."""
        password = fresh()
        ask(self.compose, name, f"ALTER ROLE {name}_owner PASSWORD '{password}';")
        self.secrets.write(f"{name}_migrations_url", database_url(name, f"{name}_owner", password))

    def redis(self) -> None:
        old, new = self.secrets.read("redis_password"), fresh()
        self._redis_admits(old, new)
        self.secrets.write("redis_password", new)
        for service in ("base", "store", "face"):
            self.secrets.write(f"{service}_redis__url", redis_url(new))
        self._roll("face_server", "store_server", "base_server")
        self._redis_admits(new)

    def face_service(self) -> None:
        new = fresh()
        self.secrets.write("face_next_service_token", new)
        self._roll("face_server")
        self.secrets.write("face_service_token", new)
        self._roll("base_server", "face_server")
        self.secrets.write("face_next_service_token", "")
        self._roll("face_server")

    def admin(self, name: str) -> None:
        self.secrets.write(f"{name}_admin_token", fresh())
        self._roll(f"{name}_server")

    def certificate(self) -> None:
        """A self-made one, with an authority of its own; one that was supplied is put in its place by `cp` before."""
        certify(self.secrets.folder, self._hosts())
        self.reload_certificate()

    def reload_certificate(self) -> None:
        for command in (("-t", "-q"), ("-s", "reload")):
            self.compose.exec("nginx", "nginx", *command)
        time.sleep(_RELOAD_SECONDS)  # until its new workers serve: it doesn't tell

    def realm_keys(self) -> None:
        """Keycloak signs with the new one at once; what the one before signed is good until it ends."""
        told = kcadm(self.compose, "get components -r provodnik -q type=org.keycloak.keys.KeyProvider --fields config")
        priority = 1 + max((int(word) for word in told.replace('"', " ").split() if word.isdigit()), default=100)
        kcadm(
            self.compose, "create components -r provodnik -f -", stdin=(_KEY_PROVIDER % (priority, priority)).encode()
        )

    def _redis_admits(self, *passwords: str) -> None:
        operator = self.secrets.read("redis_operator_password")
        self.secrets.write("redis_users.acl", redis_users(*passwords, operator=operator))
        script = 'REDISCLI_AUTH="$(cat)" redis-cli --no-auth-warning --user operator ACL LOAD'
        said = self.compose.exec("redis", "sh", "-c", script, stdin=operator.encode())
        if said.strip() != b"OK":
            raise RotationRefused(f"Redis doesn't take its users: {said.decode().strip()}")

    def _roll(self, *services: str) -> None:
        for service in services:
            rolling(self.compose, service, self.tell)

    def _hosts(self) -> tuple[str, ...]:
        """Those that the certificate is of."""
        command = ["openssl", "x509", "-in", "certificate.pem", "-noout", "-ext", "subjectAltName"]
        told = subprocess.run(command, cwd=self.secrets.folder, capture_output=True, text=True, check=True).stdout
        names = (entry.strip().partition(":")[2] for entry in told.splitlines()[-1].split(","))
        return tuple(name for name in names if name)


def rotations(rotation: Rotation) -> dict[str, Callable[[], None]]:
    """By what `SECRET=` names. What is not among them can't be changed while everything runs: the runbook says how."""
    return {
        "base_database": lambda: rotation.database("base"),
        "store_database": lambda: rotation.database("store"),
        "base_migrations": lambda: rotation.migrations("base"),
        "store_migrations": lambda: rotation.migrations("store"),
        "redis": rotation.redis,
        "face_service_token": rotation.face_service,
        "base_admin_token": lambda: rotation.admin("base"),
        "store_admin_token": lambda: rotation.admin("store"),
        "certificate": rotation.certificate,
        "supplied_certificate": rotation.reload_certificate,
        "realm_keys": rotation.realm_keys,
    }
