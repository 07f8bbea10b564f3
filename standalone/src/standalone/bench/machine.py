"""What the figures were measured on."""

import os
import platform
import subprocess
from pathlib import Path

from provodnik.embedded.postgres_installation import Installation


def describe_machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {_processor()}; Python {platform.python_version()}; {_postgres()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())  # ARM's has no name


def _postgres() -> str:
    """Such as `PostgreSQL 18.1`."""
    command = [Installation.in_environment().program("psql"), "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"PostgreSQL {said.split()[-1]}"
