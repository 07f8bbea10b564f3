"""What the demo did, step by step, as `report.json`."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console


@dataclass
class Step:
    name: str
    ok: bool = False
    seconds: float = 0
    detail: str = ""


@dataclass
class Report:
    console: Console
    steps: list[Step] = field(default_factory=list[Step])

    @property
    def ok(self) -> bool:
        return bool(self.steps) and all(step.ok for step in self.steps)

    @asynccontextmanager
    async def step(self, name: str) -> AsyncGenerator[Step]:
        """A step that raises did not hold; the demo goes on with the next one."""
        step = Step(name)
        self.steps.append(step)
        begun = time.monotonic()
        try:
            yield step
            step.ok = True
        except Exception as reason:  # noqa: BLE001 - whatever it is, it belongs into the report
            step.detail = f"{type(reason).__name__}: {reason}"
        step.seconds = round(time.monotonic() - begun, 2)
        mark = "[green]✓[/]" if step.ok else "[red]✗[/]"
        self.console.print(f"{mark} {name} [dim]{step.seconds:.1f} s  {step.detail}[/]", highlight=False)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        report = {"ok": self.ok, "steps": [asdict(step) for step in self.steps]}
        path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
