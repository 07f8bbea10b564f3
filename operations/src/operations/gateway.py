"""nginx.conf on the machine itself: as the container has it, but for the places and ports that it names.

`python3 -m operations.gateway` is part of `make lint`: `nginx -t`, for both settings of the administration.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.compose import CHECKOUT
from operations.secrets import make_secrets

# Debian puts it where only root's PATH goes.
_PLACES: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
# `http2 on;` is younger than this; before it is a word of `listen`.
_KNOWS_HTTP2: Final = (1, 25, 1)


class NoNginx(Exception):
    """There is no nginx here; the message says how to come by one."""


@dataclass(frozen=True)
class Ports:
    http: int = 8080
    https: int = 8443
    resolver: int = 53
    services: int = 8000
    keycloak: int = 8080


@dataclass(frozen=True)
class GatewayFolder:
    """A rendered copy."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "nginx.conf"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @classmethod
    def render(cls, path: Path, *, admin: str = "off", ports: Ports | None = None) -> "GatewayFolder":
        """`admin`: on or off. Raises NoNginx, SecretsUnusable."""
        ports, made = ports or Ports(), cls(path)
        make_secrets(made.secrets)
        (path / "cache").mkdir(exist_ok=True)
        shutil.copytree(CHECKOUT / "deploy" / "gateway", path / "gateway", dirs_exist_ok=True)
        shutil.copy(path / "gateway" / f"admin-{admin}.conf", path / "admin.conf")
        place = path / "place.conf"
        surroundings = {
            "PLACE": str(place),
            "PROVODNIK_URL": f"https://localhost:{ports.https}",
            "RESOLVER": f"127.0.0.1:{ports.resolver}",
            "BASE_SERVER": f"base_server:{ports.services}",
            "STORE_SERVER": f"store_server:{ports.services}",
            "KEYCLOAK": f"keycloak:{ports.keycloak}",
        }
        start = CHECKOUT / "deploy" / "gateway" / "start.sh"
        subprocess.run(["sh", start, "write"], env={**os.environ, **surroundings}, check=True)
        text = (CHECKOUT / "nginx.conf").read_text(encoding="utf-8")
        for there, here in {
            "/run/secrets": str(made.secrets),
            "/var/cache/nginx": str(path / "cache"),
            "/srv/static": str(CHECKOUT / "debug_data" / "static"),
            "/tmp/place.conf": str(place),  # noqa: S108 - the container's
            "/tmp/nginx.pid": str(path / "nginx.pid"),  # noqa: S108 - the container's
            "listen 8080": f"listen 127.0.0.1:{ports.http}",
            "listen 8443": f"listen 127.0.0.1:{ports.https}",
        }.items():
            text = text.replace(there, here)
        if _version() < _KNOWS_HTTP2:
            text = re.sub(r"^ *http2 on;\n", "", text, flags=re.MULTILINE)
            text = re.sub(r"^( *listen .*) ssl;", r"\1 ssl http2;", text, flags=re.MULTILINE)
        if os.geteuid() == 0:
            text = "user root;\n" + text  # its workers read what root alone may
        made.config.write_text(text, encoding="utf-8")
        return made

    def check(self) -> str:
        """What nginx complains of: nothing where all is well. Raises NoNginx."""
        done = subprocess.run([nginx(), "-t", "-q", "-c", self.config], capture_output=True, text=True, check=False)
        return done.stderr.strip()


def nginx() -> str:
    """Raises NoNginx."""
    found = shutil.which("nginx", path=_PLACES)
    if found is None:
        raise NoNginx("nginx is not here: apt-get install nginx-light (as root the setup does it)")
    return found


def _version() -> tuple[int, ...]:
    told = subprocess.run([nginx(), "-v"], capture_output=True, text=True, check=True).stderr
    return tuple(int(part) for part in told.partition("nginx/")[2].split()[0].split("."))


def main() -> int:
    """The exit status: 0 only if nginx takes both, and gixy finds nothing."""
    complaints: list[str] = []
    for admin in ("off", "on"):
        with tempfile.TemporaryDirectory(prefix="provodnik-gateway-") as name:
            try:
                folder = GatewayFolder.render(Path(name), admin=admin)
                complaints.append(folder.check())
            except NoNginx as reason:
                sys.stderr.write(f"{reason}\n")
                return 1
            gixy = Path(sys.executable).parent / "gixy"
            done = subprocess.run([gixy, folder.config], capture_output=True, text=True, check=False)
            complaints.append(done.stdout + done.stderr if done.returncode else "")
    sys.stderr.write("".join(f"{complaint}\n" for complaint in filter(None, complaints)))
    return 1 if any(complaints) else 0


if __name__ == "__main__":
    sys.exit(main())
