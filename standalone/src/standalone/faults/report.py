"""The rounds' figures: a table for the docs, and a file for who wants to go on with them."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from standalone.faults.rounds import Round
from standalone.paths import CHECKOUT

GUIDE: Final = CHECKOUT / "docs" / "guides" / "faults.md"
REPORT: Final = CHECKOUT / "out" / "faults" / "report.json"
_BEGIN, _END = "<!-- begin: written by make test-faults -->", "<!-- end -->"


@dataclass(frozen=True)
class Rest:
    """The stack with nothing to do; `start_up_seconds`: of what no round is about."""

    memory_mb: dict[str, float]
    start_up_seconds: dict[str, float]


def write_report(rounds: Sequence[Round], rest: Rest, away_seconds: float, *, into_docs: bool) -> None:
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "away_seconds": away_seconds,
        "at_rest": asdict(rest),
        "rounds": [asdict(one) | {"holds": one.holds} for one in rounds],
    }
    REPORT.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    if into_docs:
        GUIDE.write_text(_into(GUIDE.read_text(encoding="utf-8"), tables(rounds, rest, away_seconds)), "utf-8")


def tables(rounds: Sequence[Round], rest: Rest, away_seconds: float) -> str:
    cpu = max(one.generator_cpu for one in rounds)
    machine = f"{os.cpu_count()} cores, {platform.system()}"
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}; each part was away for {away_seconds:.0f} s. The generator took "
        f"{cpu:.0%} of one core at most.\n\n"
        "| killed | answered | refused for now | no answer | lost | doubled | unclean | longest answer | healthy after "
        "| all flows after |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    lines = "".join(
        f"| {one.part} | {one.outcomes.get('acknowledged', 0)} | {_refused(one)} "
        f"| {one.outcomes.get('no answer', 0)} | {one.lost} | {one.doubled} | {sum(one.faults.values())} "
        f"| {one.longest_seconds:.1f} s | {one.back_seconds:.1f} s | {_seconds(one.recovered_seconds)} |\n"
        for one in rounds
    )
    loaded = {name: max(one.memory_mb.get(name, 0) for one in rounds) for name in rest.memory_mb}
    started = rest.start_up_seconds | {one.part: one.back_seconds for one in rounds}
    memory = "| container | at rest | under load | start-up |\n|---|--:|--:|--:|\n" + "".join(
        f"| {name} | {rest.memory_mb[name]:.0f} MB | {loaded[name]:.0f} MB | {_seconds(started.get(name))} |\n"
        for name in sorted(rest.memory_mb)
    )
    return f"{head}{lines}\n{memory}"


def _refused(one: Round) -> int:
    return one.outcomes.get("503", 0) + one.outcomes.get("429", 0)


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _into(guide: str, text: str) -> str:
    before, _, rest = guide.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{text}{_END}{after}"
