"""How busy and how full the robot's computer is, in percent, as Linux tells it."""

import shutil
from pathlib import Path


class Load:
    def __init__(self, folder: Path, proc: Path = Path("/proc")) -> None:
        """`folder`: on the disk that matters."""
        self._folder = folder
        self._proc = proc
        self._before = (0, 0)

    def cpu_percent(self) -> float:
        """Since it was last asked; at first, since the computer was started."""
        busy, whole = self._ticks()
        busy_before, whole_before = self._before
        self._before = busy, whole
        return _percent(busy - busy_before, whole - whole_before)

    def memory_percent(self) -> float:
        lines = (self._proc / "meminfo").read_text(encoding="ascii").splitlines()
        kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return _percent(kilobytes["MemTotal"] - kilobytes["MemAvailable"], kilobytes["MemTotal"])

    def disk_percent(self) -> float:
        """As full as it is for this program: what is reserved for root counts as taken."""
        disk = shutil.disk_usage(self._folder)
        return _percent(disk.total - disk.free, disk.total)

    def _ticks(self) -> tuple[int, int]:
        """Busy ones, and all: user, nice, system, idle, iowait, irq, softirq, steal."""
        first = (self._proc / "stat").read_text(encoding="ascii").splitlines()[0]
        ticks = [int(count) for count in first.split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def _percent(part: int, whole: int) -> float:
    return min(max(100 * part / whole, 0.0), 100.0) if whole else 0.0
