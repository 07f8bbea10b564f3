"""`make backup`: all databases and vectors at one moment, while the stack runs.

The writers stand still for the seconds in which each database exports a snapshot and the two folders are copied; the
databases are then written out at leisure, as the snapshots saw them.
"""

import shutil
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from operations.care.archive import Archive, fresh_draft, seal
from operations.care.database import DATABASES, books, snapshot
from operations.care.upgrade import Tell, running
from operations.compose import Compose, ComposeFailed

WRITERS: Final = ("base_server", "store_server", "face_server", "keycloak")
_HOURS: Final = 6 * 3600.0


class BackupRefused(Exception):
    """There is no backup; the message says why."""


def back_up(compose: Compose, final: Path, tell: Tell) -> Archive:
    """Raises BackupRefused, ComposeFailed; then nothing of it stays, and the stack goes on."""
    if final.exists():
        raise BackupRefused(f"{final} exists already")
    missing = [
        service for service in (*WRITERS, *(f"{name}_db" for name in DATABASES)) if not running(compose, service)
    ]
    if missing:
        raise BackupRefused(f"these don't run: {', '.join(missing)}; a backup is of the whole stack")
    draft = fresh_draft(final)
    try:
        with ExitStack() as exits:
            with _standing_still(compose) as began:
                tell("the writers stand still")
                names = {name: exits.enter_context(snapshot(compose, name)) for name in DATABASES}
                for folder in ("redis", "chroma"):
                    compose.save(
                        "exec", "-T", folder, "tar", "-C", "/data", "-cf", "-", ".", to=draft / f"{folder}.tar"
                    )
            pause = time.monotonic() - began
            tell(f"they go on, after {pause:.1f} s")
            told = {name: books(compose, name, names[name]) for name in DATABASES}
            for name in DATABASES:
                tell(f"{name}: {sum(count for count, _ in told[name].values())} rows")
                _dump(compose, name, names[name], draft / f"{name}.dump")
        for name in DATABASES:
            compose.feed("exec", "-T", f"{name}_db", "pg_restore", "--list", stdin=draft / f"{name}.dump")
        return seal(draft, final, {name: told[name] for name in DATABASES}, pause)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _dump(compose: Compose, name: str, seen: str, to: Path) -> None:
    command = ("pg_dump", "--username", "postgres", "--format", "custom", "--compress", "6", "--snapshot", seen, name)
    compose.save("exec", "-T", f"{name}_db", *command, to=to, seconds=_HOURS)


@contextmanager
def _standing_still(compose: Compose) -> Generator[float]:
    """When they began to."""
    began = time.monotonic()
    compose.run("pause", *WRITERS)
    try:
        yield began
    finally:
        try:
            compose.run("unpause", *WRITERS)
        except ComposeFailed:  # one of them was not paused, or has ended: the others must go on
            for service in WRITERS:
                for container in compose.containers(service):
                    if container.state == "paused":
                        compose.docker("unpause", container.id)
