"""`make secrets`: what the Compose stack's parts know one another by, a file each.

What is there already stays: a secret is made once, and `make rotate` changes it. Standard library only.
"""

import base64
import hashlib
import os
import secrets
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

# Its folder lets nobody but its owner in. The files are read by the containers' users, whom the host doesn't know.
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o644
_CERTIFICATE_DAYS: Final = 825
_GATEWAY: Final = "nginx"

_ALONE: Final = (
    "base_db_admin",
    "base_db_owner",
    "base_db_blue",
    "store_db_admin",
    "store_db_owner",
    "store_db_blue",
    "keycloak_db_admin",
    "keycloak_db_password",
    "keycloak_db_blue",
    "keycloak_admin_password",
    "redis_password",
    "redis_operator_password",
    "grafana_admin_password",
    "base_admin_token",
    "store_admin_token",
    "base_card_key",
    "face_service_token",
    "face_key",
    "face_pseudonym_key",
)


class SecretsUnusable(Exception):
    """The folder can't be used; the message says what to do."""


@dataclass(frozen=True)
class Secrets:
    folder: Path

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="ascii").strip()

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def write(self, name: str, text: str) -> None:
        """In its place, not by another file's name: containers hold on to the file that they were started with."""
        path = self.folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, _FILE_MODE), "w", encoding="ascii") as file:
            file.truncate()
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.chmod(_FILE_MODE)


def make_secrets(folder: Path, hosts: tuple[str, ...] = ("localhost", "127.0.0.1")) -> list[str]:
    """The names of those that were missing and are made now. Raises SecretsUnusable."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    kept = Secrets(folder)
    made = [name for name in _ALONE if not kept.has(name)]
    for name in made:
        kept.write(name, fresh())
    for name, derive in _DERIVED.items():
        if not kept.has(name):
            kept.write(name, derive(kept))
            made.append(name)
    if not (kept.has("certificate.pem") and kept.has("certificate_key.pem")):
        certify(folder, hosts)
        made += ["ca.pem", "certificate.pem", "certificate_key.pem"]
    return made


def fresh() -> str:
    """256 bits, of letters that need no quoting in an address."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def database_url(database: str, account: str, password: str) -> str:
    return f"postgresql+asyncpg://{account}:{quote(password, safe='')}@{database}_db:5432/{database}"


def redis_url(password: str) -> str:
    return f"redis://provodnik:{quote(password, safe='')}@redis:6379/0"


def redis_users(*passwords: str, operator: str) -> str:
    """Whoever has one of the passwords may do everything but manage the server itself; `operator` loads this anew."""
    hashes = " ".join(map(_hash, passwords))
    return (
        "user default off\n"
        f"user provodnik on {hashes} ~* &* +@all -@admin -@dangerous +info +keys +flushdb\n"
        f"user operator on {_hash(operator)} resetkeys resetchannels -@all +acl|load"
    )


def _hash(password: str) -> str:
    return f"#{hashlib.sha256(password.encode()).hexdigest()}"


def _url(database: str, account: str, password: str) -> Callable[[Secrets], str]:
    return lambda kept: database_url(database, f"{database}_{account}", kept.read(password))


def _redis_url(kept: Secrets) -> str:
    return redis_url(kept.read("redis_password"))


_DERIVED: Final[dict[str, Callable[[Secrets], str]]] = {
    "base_database__url": _url("base", "blue", "base_db_blue"),
    "base_migrations_url": _url("base", "owner", "base_db_owner"),
    "store_database__url": _url("store", "blue", "store_db_blue"),
    "store_migrations_url": _url("store", "owner", "store_db_owner"),
    "redis_users.acl": lambda kept: redis_users(
        kept.read("redis_password"), operator=kept.read("redis_operator_password")
    ),
    # Of face_server beside its first, while that is changed.
    "face_next_service_token": lambda _: "",
    "base_redis__url": _redis_url,
    "store_redis__url": _redis_url,
    "face_redis__url": _redis_url,
}


def certify(folder: Path, hosts: tuple[str, ...]) -> None:
    """A certificate of our own making, for where nobody supplied one: browsers and robots must be told of ca.pem."""
    # The tools of a development stack reach the gateway by the name that it has inside.
    hosts = tuple(dict.fromkeys((*hosts, _GATEWAY)))
    names = ",".join(f"{'IP' if host.replace('.', '').isdigit() or ':' in host else 'DNS'}:{host}" for host in hosts)
    extension = f"subjectAltName={names}\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    days = ("-days", str(_CERTIFICATE_DAYS))
    (folder / "extensions").write_text(extension, encoding="ascii")
    try:
        _openssl(
            folder, "req", "-x509", *curve, *days, "-subj", "/CN=Provodnik, self-made", "-keyout", "ca_key.pem",
            "-out", "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip
        _openssl(folder, "req", *curve, "-subj", f"/CN={hosts[0]}", "-keyout", "certificate_key.pem", "-out", "request")
        _openssl(
            folder, "x509", "-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca_key.pem", "-CAcreateserial",
            *days, "-extfile", "extensions", "-out", "certificate.pem",
        )  # fmt: skip
    finally:
        for leftover in ("extensions", "request", "ca.srl", "ca_key.pem"):  # nobody signs with it again
            (folder / leftover).unlink(missing_ok=True)
    for name in ("ca.pem", "certificate.pem", "certificate_key.pem"):
        (folder / name).chmod(_FILE_MODE)


def _openssl(folder: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise SecretsUnusable(
            "there is no `openssl` here: install it, or put your own certificate.pem and certificate_key.pem "
            f"into {folder}"
        ) from None
    if done.returncode:
        raise SecretsUnusable(f"openssl can't make the certificate: {done.stderr.strip()[-500:]}")
