"""What the stack takes of the machine's memory, as PSS: a page that several processes share is counted once."""

from typing import Final

import psutil

_MB: Final = 1_000_000


def process_mb(pid: int) -> float:
    try:
        return psutil.Process(pid).memory_full_info().pss / _MB
    except psutil.NoSuchProcess:  # ended in the meantime
        return 0


def tree_mb(pid: int) -> float:
    """The process with all of its descendants."""
    descendants = psutil.Process(pid).children(recursive=True)
    return process_mb(pid) + sum(process_mb(process.pid) for process in descendants)
