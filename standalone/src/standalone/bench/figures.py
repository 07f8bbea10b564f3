"""What the benchmarks found, as a table and as `report.json`."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    value: float
    unit: str
    note: str


@dataclass
class Report:
    figures: dict[str, Figure] = field(default_factory=dict[str, Figure])
    left_out: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, name: str, value: float, unit: str, note: str) -> None:
        self.figures[name] = Figure(round(value, 3), unit, note)

    def leave_out(self, name: str, why: str) -> None:
        """Told below the table: a figure that can't be had is no zero."""
        self.left_out[name] = why

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        figures = {name: asdict(figure) for name, figure in self.figures.items()}
        path.write_text(json.dumps({"figures": figures}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def print(self, console: Console) -> None:
        table = Table("figure", "value", "unit", "what was done")
        table.columns[1].justify = "right"
        for name, figure in self.figures.items():
            table.add_row(name, f"{figure.value:,.3f}".rstrip("0").rstrip("."), figure.unit, figure.note)
        console.print(table)
        for name, why in self.left_out.items():
            console.print(f"left out: {name}: {why}", highlight=False, markup=False, soft_wrap=True)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all lie at or below; the values need not be sorted."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]
