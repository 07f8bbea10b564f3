"""A backup's folder: the files, and a manifest that says what they must be."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from operations.care.database import DATABASES, Books

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
FOLDERS: Final = ("redis", "chroma")
FILES: Final = (*(f"{name}.dump" for name in DATABASES), *(f"{name}.tar" for name in FOLDERS))


class ArchiveUnusable(Exception):
    """It can't be restored from; nothing was touched. The message says why."""


@dataclass(frozen=True)
class Archive:
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))

    def books(self, database: str) -> Books:
        return {table: (count, total) for table, (count, total) in self.manifest["books"][database].items()}

    def check(self) -> None:
        """Raises ArchiveUnusable."""
        try:
            manifest = self.manifest
            kept: dict[str, dict[str, Any]] = manifest["files"]
            if manifest["format"] != FORMAT:
                raise ArchiveUnusable(f"{self.folder} is of another format: {manifest['format']}")
        except FileNotFoundError:
            raise ArchiveUnusable(f"{self.folder} holds no backup: it has no {MANIFEST}") from None
        except (ValueError, KeyError, TypeError):
            raise ArchiveUnusable(f"{self.folder / MANIFEST} can't be read") from None
        for name in FILES:
            if name not in kept or not (self.folder / name).exists():
                raise ArchiveUnusable(f"{self.folder} is not whole: {name} is missing")
            if digest(self.folder / name) != kept[name]["sha256"]:
                raise ArchiveUnusable(f"{self.folder / name} is not what was backed up")


def seal(draft: Path, final: Path, books: dict[str, Books], pause_seconds: float) -> Archive:
    """From here on it is a backup: the draft gets its manifest and its name at once, or neither."""
    manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "pause_seconds": round(pause_seconds, 2),
        "files": {name: {"sha256": digest(draft / name), "bytes": (draft / name).stat().st_size} for name in FILES},
        "books": books,
    }
    with (draft / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(final)
    _sync(final.parent)
    return Archive(final)


def fresh_draft(final: Path) -> Path:
    """Beside it, so that it can be renamed."""
    draft = final.with_name(f".{final.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    return draft


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
