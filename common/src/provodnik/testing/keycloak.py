"""A real Keycloak with the project's realm: one per run. It needs Java 17, and Keycloak's distribution beside us."""

import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from provodnik.embedded.ports import LOOPBACK, free_port

_CHECKOUT: Final = Path(__file__).resolve().parents[4]
_DEPLOYED: Final = _CHECKOUT / "deploy" / "keycloak"
_ADMIN: Final = "a password of the tests"
# It builds itself anew for its development mode before it starts; two busy cores take a minute for it.
_START_SECONDS: Final = 180


@dataclass(frozen=True)
class Keycloak:
    url: str
    admin: httpx.Client
    """Signed in at the realm's own administration."""

    @property
    def issuer(self) -> str:
        return f"{self.url}/realms/provodnik"

    @property
    def keys_url(self) -> str:
        return f"{self.issuer}/protocol/openid-connect/certs"

    def add_person(self, username: str, password: str, role: str, store_id: UUID | None = None) -> str:
        """The id."""
        account: dict[str, Any] = {
            "username": username,
            "enabled": True,
            "firstName": username,
            "lastName": "Тестов",
            "attributes": {"store_id": [str(store_id)]} if store_id else {},
            "credentials": [{"type": "password", "value": password, "temporary": False}],
        }
        made = self.admin.post("/users", json=account).raise_for_status()
        person = made.headers["Location"].rpartition("/")[2]
        self.admin.post(f"/users/{person}/role-mappings/realm", json=[self._role(role)]).raise_for_status()
        return person

    def take_role(self, person: str, role: str) -> None:
        self.admin.request("DELETE", f"/users/{person}/role-mappings/realm", json=[self._role(role)]).raise_for_status()

    def disable(self, person: str) -> None:
        self.admin.put(f"/users/{person}", json={"enabled": False}).raise_for_status()

    def token_seconds(self, client: str, seconds: int | None) -> None:
        """How long the client's tokens hold from now on; None: as long as the realm says."""
        (found,) = self.admin.get("/clients", params={"clientId": client}).raise_for_status().json()
        found["attributes"]["access.token.lifespan"] = "" if seconds is None else str(seconds)
        self.admin.put(f"/clients/{found['id']}", json=found).raise_for_status()

    def new_signing_key(self) -> None:
        """From now on it signs with another one."""
        realm = self.admin.get("").raise_for_status().json()["id"]
        provider = {
            "name": f"rotated-{time.time_ns()}",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "parentId": realm,
            "config": {"priority": [str(time.time_ns() // 1_000_000_000)], "enabled": ["true"], "active": ["true"]},
        }
        self.admin.post("/components", json=provider).raise_for_status()

    def _role(self, name: str) -> dict[str, Any]:
        return self.admin.get(f"/roles/{name}").raise_for_status().json()


@pytest.fixture(scope="session")
def keycloak(servers_folder: Path) -> Generator[Keycloak]:
    distribution = _distribution()
    if distribution is None:
        pytest.skip("Keycloak's distribution is not here: name its archive by KEYCLOAK_DIST")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here, which Keycloak runs on: Debian's openjdk-17-jre-headless")
    home = _unpacked(distribution, servers_folder)
    port = free_port()
    said = servers_folder / "keycloak.log"
    with said.open("wb") as log:
        process = subprocess.Popen(_command(home, port), env=_environment(port), stdout=log, stderr=log)
        try:
            url = f"http://localhost:{port}/keycloak"
            _wait(process, url, said)
            with httpx.Client(
                base_url=f"{url}/admin/realms/provodnik", auth=_AdminTokens(url), trust_env=False
            ) as http:
                yield Keycloak(url, http)
        finally:
            process.kill()
            process.wait()


def _distribution() -> Path | None:
    named = os.environ.get("KEYCLOAK_DIST")
    if named:
        return Path(named)
    beside = os.environ.get("PROVODNIK_TEST_DATA")
    folder = Path(beside).parent if beside else _CHECKOUT.parent / "shared"
    return next(iter(sorted((folder / "keycloak").glob("keycloak-*.zip"))), None)


def _unpacked(distribution: Path, folder: Path) -> Path:
    with zipfile.ZipFile(distribution) as archive:
        archive.extractall(folder)
    (home,) = folder.glob("keycloak-*/")
    shutil.copytree(_DEPLOYED / "theme", home / "themes", dirs_exist_ok=True)
    shutil.copytree(_DEPLOYED / "realm", home / "data" / "import")
    return home


def _command(home: Path, port: int) -> list[str]:
    listening = ["--http-host", LOOPBACK, "--http-port", str(port), "--http-relative-path", "/keycloak"]
    # `exec`s Java: whoever kills this process kills Keycloak.
    return ["bash", str(home / "bin" / "kc.sh"), "start-dev", "--import-realm", *listening]


def _environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PROVODNIK_URL": f"http://localhost:{port}",
        "PROVODNIK_TEST_CLIENT": "true",
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": _ADMIN,
        "KC_CACHE": "local",
        # For a minute's life the second compiler costs more than it gives.
        "JAVA_OPTS_APPEND": "-Xmx512m -XX:TieredStopAtLevel=1",
    }


def _wait(process: "subprocess.Popen[bytes]", url: str, said: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            if httpx.get(f"{url}/realms/provodnik", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError(f"Keycloak does not start:\n{said.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)


class _AdminTokens(httpx.Auth):
    """A minute's token of Keycloak's own administrator, anew for each call."""

    requires_response_body = True

    def __init__(self, url: str) -> None:
        self._url = f"{url}/realms/master/protocol/openid-connect/token"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        asked = {"client_id": "admin-cli", "grant_type": "password", "username": "admin", "password": _ADMIN}
        answer = yield httpx.Request("POST", self._url, data=asked)
        request.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield request
