"""`make upgrade`: new images, one replica after the other, while the others serve."""

import time
from collections.abc import Callable
from typing import Final

from operations.compose import Compose, Container

# In this order: what asks comes after what it asks.
SERVICES: Final = ("face_server", "store_server", "base_server")
MIGRATIONS: Final = ("base_migrations", "store_migrations")
# nginx holds the replicas' addresses for two seconds; some more until it has asked again.
_NOTICED_SECONDS: Final = 4.0
# A server ends what it is at within this time (stop_grace_period).
_GRACE_SECONDS: Final = 20

Tell = Callable[[str], None]


def upgrade(compose: Compose, tell: Tell, *, build: bool = True) -> None:
    """Of what has replicas that come and go. Raises ComposeFailed; then the old ones go on serving.

    Tables are changed first: a migration must leave them good for the release before (docs/guides/compose.md).
    """
    if build:
        tell("images")
        compose.run("build", *SERVICES)
    for migrations in MIGRATIONS:
        tell(migrations)
        compose.run("run", "--rm", "-T", "--no-deps", migrations)
    for service in SERVICES:
        rolling(compose, service, tell)


def rolling(compose: Compose, service: str, tell: Tell = lambda _: None) -> None:
    """Replace every replica by a new one, one after the other: a new one is healthy and known before an old one goes.

    Raises ComposeFailed.
    """
    old = running(compose, service)
    for number, replica in enumerate(old, start=1):
        tell(f"{service}: {number} of {len(old)}")
        compose.scale(service, len(old) + 1)
        time.sleep(_NOTICED_SECONDS)
        compose.docker("stop", "--time", str(_GRACE_SECONDS), replica.id)
        # Its address is free now, and Docker gives it to whoever starts next: nginx has to forget it before.
        time.sleep(_NOTICED_SECONDS)
        compose.docker("rm", replica.id)
    if not old:
        compose.up(service)


def running(compose: Compose, service: str) -> list[Container]:
    return [container for container in compose.containers(service) if container.state == "running"]
