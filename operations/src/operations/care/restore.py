"""`make restore`: a backup's stack where there is none, or, if that is wanted, in place of the one that is there."""

from pathlib import Path

from operations.care.archive import FOLDERS, Archive
from operations.care.database import DATABASES, books
from operations.care.upgrade import Tell
from operations.compose import Compose

_HOURS = 6 * 3600.0


class RestoreRefused(Exception):
    """Nothing was touched; the message says why."""


class BooksDiffer(Exception):
    """What was restored is not what was backed up; the message names the tables. The servers were not started."""


def restore(compose: Compose, archive: Archive, tell: Tell, *, instead: bool = False) -> None:
    """`instead`: of what is there. Raises ArchiveUnusable, RestoreRefused, BooksDiffer, ComposeFailed."""
    archive.check()
    if _has_data(compose):
        if not instead:
            raise RestoreRefused(
                f"the project {compose.project} has data: it would be lost. If that is meant: FORCE=yes"
            )
        tell("what is there is removed")
        compose.down(volumes=True)
    for folder in FOLDERS:
        tell(f"{folder}: its folder")
        _fill(compose, folder, archive.folder / f"{folder}.tar")
    compose.up(*(f"{name}_db" for name in DATABASES))
    for name in DATABASES:
        tell(f"{name}: its tables")
        _load(compose, name, archive.folder / f"{name}.dump")
    differing = [
        f"{name}.{table}" for name in DATABASES for table in _differing(archive.books(name), books(compose, name))
    ]
    if differing:
        raise BooksDiffer(f"these are not what was backed up: {', '.join(differing)}")
    tell("the books are equal; everything starts")
    compose.up()


def _has_data(compose: Compose) -> bool:
    """A volume of the project's, or a container."""
    of_the_project = ("--filter", f"label=com.docker.compose.project={compose.project}", "--quiet")
    return bool(
        compose.docker("volume", "ls", *of_the_project).strip()
        or compose.docker("ps", "--all", *of_the_project).strip()
    )


def _fill(compose: Compose, folder: str, tar: Path) -> None:
    """As the container's own user: the files are then its own."""
    compose.feed(
        "run", "--rm", "-T", "--no-deps", "--build", "--entrypoint", "tar", folder, "-C", "/data", "-xf", "-",
        stdin=tar,
    )  # fmt: skip


def _load(compose: Compose, name: str, dump: Path) -> None:
    command = ("pg_restore", "--username", "postgres", "--dbname", name, "--exit-on-error", "--single-transaction")
    compose.feed("exec", "-T", f"{name}_db", *command, stdin=dump, seconds=_HOURS)


def _differing(kept: dict[str, tuple[int, str]], found: dict[str, tuple[int, str]]) -> list[str]:
    return sorted(table for table in kept.keys() | found.keys() if kept.get(table) != found.get(table))
