"""The stack as `make run` starts it: `python -m standalone run`, in a process of its own."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from provodnik.contracts.run_file import RunFile
from provodnik.embedded.ports import free_port
from provodnik.embedded.process import GENTLY, end
from standalone.databases import BASE
from standalone.memory import tree_mb
from standalone.paths import Paths

START_SECONDS = 60
_POLL_SECONDS = 0.01


@dataclass(frozen=True)
class RunningStack:
    """`start_seconds`: from the command until run.json was there, which is when everything answers."""

    process: psutil.Popen
    run_file: RunFile
    start_seconds: float

    @property
    def database_url(self) -> str:
        return self.run_file.database_urls[BASE].get_secret_value()

    def memory_mb(self) -> float:
        """PSS of the supervisor, the services and the databases."""
        return tree_mb(self.process.pid)


@contextmanager
def running_stack(folder: Path) -> Generator[RunningStack]:
    """Without a kiosk; what it keeps stays in the folder for the next one. Raises RuntimeError where it can't start."""
    paths = Paths(folder / "var")
    arguments = ["run", "--port", str(free_port()), "--var", str(paths.var), "--kiosk", "off"]
    with (folder / "run.log").open("w+b") as log:
        begun = time.monotonic()
        process = psutil.Popen([sys.executable, "-m", "standalone", *arguments], stdout=log, stderr=log)
        try:
            while not paths.run_file.exists():
                if process.poll() is not None or time.monotonic() - begun > START_SECONDS:
                    log.seek(0)
                    raise RuntimeError(f"the stack did not start:\n{log.read().decode(errors='replace')}")
                time.sleep(_POLL_SECONDS)
            seconds = time.monotonic() - begun
            yield RunningStack(process, RunFile.read(paths.run_file), seconds)
        finally:
            end(process, GENTLY, "stack")
