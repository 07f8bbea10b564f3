import io
import json
from pathlib import Path

from rich.console import Console

from standalone.bench.figures import Report
from standalone.bench.run import bench


class Benchmarks:
    """Two that cost nothing, and the folders that they were given."""

    def __init__(self) -> None:
        self.folders: list[Path] = []

    def measures(self, report: Report, folder: Path) -> None:
        self.folders.append(folder)
        (folder / "data").touch()
        report.add("good", 1, "s", "")

    def breaks(self, report: Report, folder: Path) -> None:
        self.folders.append(folder)
        report.add("half", 2, "s", "")
        raise RuntimeError("no server here")


def test_a_benchmark_that_fails_loses_no_figures_but_the_exit_status_tells(tmp_path: Path) -> None:
    both, printed = Benchmarks(), io.StringIO()

    status = bench(
        {"breaking": both.breaks, "measuring": both.measures}, tmp_path / "report.json", Console(file=printed)
    )

    figures = json.loads((tmp_path / "report.json").read_text())["figures"]
    assert status == 1
    assert sorted(figures) == ["good", "half"]
    assert "✗ breaking" in printed.getvalue()
    assert "no server here" in printed.getvalue()
    assert "PostgreSQL 18" in printed.getvalue()


def test_each_has_a_folder_of_its_own_that_does_not_stay(tmp_path: Path) -> None:
    run = Benchmarks()

    status = bench({"one": run.measures, "other": run.measures}, tmp_path / "report.json", Console(file=io.StringIO()))

    assert status == 0
    assert len(set(run.folders)) == 2
    assert not any(folder.exists() for folder in run.folders)
