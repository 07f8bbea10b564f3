"""A Compose stack of one's own, for tests, the demo and the faults: on free ports of loopback, and gone afterwards."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.compose import CHECKOUT, Compose, ComposeFailed
from operations.secrets import Secrets, make_secrets

LOOPBACK: Final = "127.0.0.1"
# Where no image registry can be reached, this makes images of the same names; it lies beside some checkouts.
_STAND_INS: Final = Path(os.environ.get("PROVODNIK_STAND_INS") or CHECKOUT.parent / "shared/tools/stand-in-images.sh")
# What hears webhooks there, by the name that it has among the containers.
_ACCOUNTING: Final = "accounting"
_OVERRIDE: Final = CHECKOUT / "deploy" / "compose.laboratory.yml"


class NoDocker(Exception):
    """No Compose stack can be started here; the message says why."""


@dataclass(frozen=True)
class Lab:
    url: str
    http_url: str
    secrets: Path
    compose: Compose

    @property
    def ca(self) -> Path:
        return self.secrets / "ca.pem"

    def secret(self, name: str) -> str:
        return Secrets(self.secrets).read(name)

    def ssl(self) -> ssl.SSLContext:
        """What trusts the laboratory's certificate, and no other."""
        return ssl.create_default_context(cafile=str(self.ca))


@contextmanager
def laboratory(project: str = "provodnik-lab", **variables: str) -> Generator[Lab]:
    """`variables`: of compose.yml, in place of the laboratory's. Raises NoDocker, ComposeFailed."""
    docker = docker_environment()
    https, http = _free_port(), _free_port()
    with ExitStack() as exits:
        secrets = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix=f"{project}-")))
        make_secrets(secrets, ("localhost", LOOPBACK, _ACCOUNTING))
        settings = {
            "PROVODNIK_URL": f"https://localhost:{https}",
            "PROVODNIK_SECRETS": str(secrets),
            "BIND": LOOPBACK,
            "HTTP_PORT": str(http),
            "HTTPS_PORT": str(https),
            "ADMIN_API": "on",
            "TEST_CLIENT": "true",
            "SIGN_IN_CLIENTS": '["frontend","debug-console","tests"]',
            "ACCOUNTING_PRIVATE_TARGETS": "allowed",
        }
        overrides = (_OVERRIDE,) if _OVERRIDE.exists() else ()
        compose = Compose(project, {**docker, **settings, **variables}, overrides=overrides)
        compose.down(volumes=True)  # of one that was killed
        exits.callback(compose.down, volumes=True)
        try:
            compose.up(build=True)
        except ComposeFailed as failure:
            raise ComposeFailed(f"{failure}\n{_last_words(compose)}") from failure
        yield Lab(settings["PROVODNIK_URL"], f"http://localhost:{http}", secrets, compose)


def docker_environment() -> dict[str, str]:
    """What `docker compose` needs in its environment here. Raises NoDocker."""
    if _STAND_INS.exists() and os.geteuid() == 0:
        return _stand_ins()
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode
    ):
        raise NoDocker("no Docker Engine answers here (`docker info`)")
    if not _works("docker", "compose", "version"):
        raise NoDocker("Docker has no compose plugin here (`docker compose version`)")
    return {}


def _stand_ins() -> dict[str, str]:
    distribution = next(iter(sorted((_STAND_INS.parents[1] / "keycloak").glob("keycloak-*.zip"))), None)
    environment = dict(os.environ)
    if distribution:
        environment.setdefault("KEYCLOAK_DIST", str(distribution))
    command = [str(_STAND_INS), "--compose-v2", "--project", str(CHECKOUT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    # 3: some images have no stand-in; those of the profile `monitoring`, which a laboratory doesn't start.
    if done.returncode not in {0, 3}:
        raise NoDocker(f"{_STAND_INS.name} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    said = next(line for line in done.stderr.splitlines() if "export DOCKER_CONFIG=" in line)
    return {"DOCKER_CONFIG": said.partition("export DOCKER_CONFIG=")[2].strip(), "DOCKER_BUILDKIT": "0"}


def _last_words(compose: Compose) -> str:
    """Of those that aren't well."""
    unwell = [
        container.service
        for container in compose.containers()
        if container.health == "unhealthy" or (container.state == "exited" and "migrations" not in container.service)
    ]
    logs = [compose.run("logs", "--tail", "30", "--no-color", service) for service in unwell]
    return "\n".join(log.decode(errors="replace") for log in logs)


def _works(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


def main() -> int:
    """Whether a laboratory can be started here, and if not, why."""
    try:
        docker_environment()
    except NoDocker as reason:
        sys.stderr.write(f"no Compose stack can be started here: {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
