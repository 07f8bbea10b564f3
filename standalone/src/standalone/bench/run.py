"""`make bench`: every benchmark in a folder of its own, a table, and `out/bench/report.json`."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from standalone.bench.face_gallery import bench_recall
from standalone.bench.faces import bench_faces
from standalone.bench.figures import Report
from standalone.bench.incidents import bench_incidents
from standalone.bench.kiosk import bench_kiosk
from standalone.bench.lists import bench_lists
from standalone.bench.machine import describe_machine
from standalone.bench.purchases import bench_purchases
from standalone.bench.recommendations import bench_hit_rates, bench_many_purchases
from standalone.bench.sign_in import bench_sign_in
from standalone.bench.stack import bench_setup, bench_stack
from standalone.bench.validations import bench_slowdown, bench_validations
from standalone.paths import CHECKOUT
from standalone.progress import Progress

Benchmark = Callable[[Report, Path], None]

REPORT: Final = CHECKOUT / "out" / "bench" / "report.json"


def _in_loop(benchmark: Callable[[Report, Path], Coroutine[Any, Any, None]]) -> Benchmark:
    return lambda report, folder: asyncio.run(benchmark(report, folder))


BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "set-up": bench_setup,
    "the stack: start and memory": bench_stack,
    "ticket checks of one base_server process": _in_loop(bench_validations),
    "ticket checks with a hundred thousand tickets": _in_loop(bench_slowdown),
    "lists with a hundred thousand tickets": _in_loop(bench_lists),
    "sign-ins of devices": _in_loop(bench_sign_in),
    "face searches, with either engine": _in_loop(bench_faces),
    "a gallery of twenty thousand": _in_loop(bench_recall),
    "purchases of one item, of one store_server process": _in_loop(bench_purchases),
    "recommendations on replayed histories": bench_hit_rates,
    "recommendations and statistics with a hundred thousand purchases": _in_loop(bench_many_purchases),
    "an incident, to a terminal": bench_incidents,
    "a kiosk before the stack": bench_kiosk,
}


def bench(benchmarks: Mapping[str, Benchmark] = BENCHMARKS, path: Path = REPORT, console: Console | None = None) -> int:
    """The exit status: 1 where a benchmark failed; the figures of the others are kept."""
    console = console or Console()
    report, progress, failed = Report(), Progress(console), False
    console.print(describe_machine(), highlight=False)
    for words, benchmark in benchmarks.items():
        try:
            with progress.step(words), tempfile.TemporaryDirectory(prefix="provodnik-bench-") as folder:
                benchmark(report, Path(folder))
        except Exception:  # noqa: BLE001 - whatever it is, the others' figures are not lost for it
            failed = True
            console.print(f"[red]✗[/] {words}")
            console.print_exception(max_frames=4, extra_lines=1)
    report.print(console)
    report.write(path)
    console.print(f"the figures: {path}", highlight=False, soft_wrap=True)
    return 1 if failed else 0
