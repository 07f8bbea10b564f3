from pathlib import Path

import pytest

from robot.hardware.load import Load


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "meminfo").write_text("MemTotal:       4000 kB\nMemFree:  100 kB\nMemAvailable:    1000 kB\n")
    return tmp_path


def ticks(proc: Path, *counts: int) -> None:
    (proc / "stat").write_text(f"cpu  {' '.join(map(str, counts))} 0 0\ncpu0 1 2 3 4\n")


def test_the_processor_is_busy_by_what_has_passed_since_it_was_last_asked(proc: Path) -> None:
    load = Load(proc, proc)
    ticks(proc, 100, 0, 100, 700, 100, 0, 0, 0)
    assert load.cpu_percent() == 20

    ticks(proc, 150, 0, 125, 720, 105, 0, 0, 0)
    assert load.cpu_percent() == 75

    assert load.cpu_percent() == 0, "no time has passed"


def test_memory_that_can_be_had_is_free(proc: Path) -> None:
    assert Load(proc, proc).memory_percent() == 75


def test_this_computer_is_measured() -> None:
    load = Load(Path.cwd())

    assert all(0 <= percent <= 100 for percent in (load.cpu_percent(), load.memory_percent(), load.disk_percent()))
    assert load.memory_percent() > 0
    assert load.disk_percent() > 0
