"""Where the servers of one test run live, and what becomes of those of a run that was killed."""

import logging
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from provodnik.embedded.errors import InUse
from provodnik.embedded.pid_file import PidFile
from provodnik.embedded.process import AT_ONCE
from provodnik.embedded.server import stop_orphan

logger = logging.getLogger(__name__)


@pytest.fixture(scope="session")
def servers_folder() -> Generator[Path]:
    """Of this run, or of this worker of pytest-xdist."""
    with run_folder(Path(tempfile.gettempdir())) as folder:
        yield folder


@contextmanager
def run_folder(place: Path) -> Generator[Path]:
    """A folder that is removed in the end: by us or, when we are killed, by the next run, together with its servers."""
    name = f"provodnik-tests-{os.geteuid()}-"
    _sweep(place, name)
    nascent = Path(tempfile.mkdtemp(prefix="provodnik-", dir=place))
    owner = PidFile(nascent / "run.pid")
    owner.take()
    # Under its name only once it is owned: a sweep elsewhere would take it for a dead one's.
    folder = nascent.rename(place / (name + nascent.name.removeprefix("provodnik-")))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, onerror=_unless_gone)
        owner.release()


def _unless_gone(_: object, path: str, error: tuple[type[BaseException], BaseException, object]) -> None:
    """A server that was killed leaves children, which clear up after themselves, and at the same moment as we do."""
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]
    logger.debug("%s is gone already", path)


def _sweep(place: Path, name: str) -> None:
    for folder in place.glob(f"{name}*"):
        state = folder.lstat()
        if state.st_uid != os.geteuid() or state.st_mode & 0o077:
            continue  # not made by us, whatever its name says
        owner = PidFile(folder / "run.pid")
        try:
            owner.take()
        except (InUse, FileNotFoundError):
            continue
        logger.warning("removing %s of a test run that was killed", folder)
        for path in folder.glob("*/server.pid"):
            _stop_server(PidFile(path))
        shutil.rmtree(folder, ignore_errors=True)
        owner.release()


def _stop_server(pid_file: PidFile) -> None:
    pid_file.take()
    stop_orphan(pid_file, AT_ONCE, pid_file.path.parent.name)
    pid_file.release()
