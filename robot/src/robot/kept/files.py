"""Files that are there whole or not at all, and that nobody else may read."""

import os
import stat
from pathlib import Path
from uuid import uuid4

from robot.faults import Fault

_UNFINISHED = ".unfinished"


class TooOpen(Fault):
    """Others may read what only the robot may. The message says how to mend it."""


def make_private_folder(folder: Path) -> None:
    """Raises TooOpen where the folder is there and others may enter it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    demand_private(folder, 0o700)


def demand_private(path: Path, mode: int) -> None:
    """Raises TooOpen where the file's or folder's mode gives others anything."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise TooOpen(f"{path} may be read by other users of this machine; mend it with: chmod {mode:o} {path}")


def remove_unfinished(folder: Path) -> None:
    """What a crash left half written."""
    for leftover in folder.glob(f"*{_UNFINISHED}"):
        leftover.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Durable, with mode 0600: after a crash the file is the old one or the new one."""
    unfinished = _unfinished(path, data)
    unfinished.replace(path)
    _sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """As write_whole, but raises FileExistsError rather than overwrite anything."""
    unfinished = _unfinished(path, data)
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    _sync_folder(path.parent)


def take_the_place_of(path: Path, other: Path) -> None:
    """Durable: after a crash `path` is what it was, beside `other`, or what `other` was."""
    other.replace(path)
    _sync_folder(path.parent)


def _unfinished(path: Path, data: bytes) -> Path:
    unfinished = path.with_name(f"{path.name}.{uuid4().hex}{_UNFINISHED}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return unfinished


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
