import json
from dataclasses import replace
from pathlib import Path

import pytest

from standalone.faults import report
from standalone.faults.report import Rest, tables, write_report
from standalone.faults.rounds import RECOVERY_SECONDS, Round

GOOD = Round(
    part="redis",
    outcomes={"acknowledged": 500, "503": 100, "429": 2},
    lost=0,
    doubled=0,
    unanswered=0,
    skipped=0,
    faults={},
    longest_seconds=2.5,
    back_seconds=3.0,
    recovered_seconds=1.25,
    remarks=[],
    generator_cpu=0.2,
    memory_mb={"redis": 20.0, "nginx": 12.0},
)


def test_a_round_holds_only_if_nothing_is_wrong() -> None:
    assert GOOD.holds
    wrong: list[dict[str, object]] = [
        {"lost": 1},
        {"doubled": 1},
        {"unanswered": 1},
        {"faults": {"check: status 500": 1}},
        {"recovered_seconds": None},
        {"recovered_seconds": RECOVERY_SECONDS + 1},
    ]
    assert [change for change in wrong if replace(GOOD, **change).holds] == []  # pyright: ignore[reportArgumentType] - each of the right type


def test_the_table_has_a_line_for_each_part_and_each_container() -> None:
    text = tables(
        [GOOD, replace(GOOD, part="nginx", recovered_seconds=None)], Rest({"redis": 10.0, "nginx": 11.0}, {}), 30
    )
    assert "| redis | 500 | 102 | 0 | 0 | 0 | 0 | 2.5 s | 3.0 s | 1.2 s |" in text
    assert "| nginx | 500 | 102 | 0 | 0 | 0 | 0 | 2.5 s | 3.0 s | – |" in text
    assert "| redis | 10 MB | 20 MB | 3.0 s |" in text


def test_the_report_is_written_beside_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide, told = tmp_path / "faults.md", tmp_path / "out" / "report.json"
    guide.write_text(report.GUIDE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(report, "GUIDE", guide)
    monkeypatch.setattr(report, "REPORT", told)
    for _ in range(2):  # a second run takes the place of the first
        write_report([GOOD], Rest({"redis": 10.0, "nginx": 11.0}, {}), 30, into_docs=True)
    assert guide.read_text(encoding="utf-8").count("| redis | 500 |") == 1
    assert "What to know of each" in guide.read_text(encoding="utf-8")
    (one,) = json.loads(told.read_text(encoding="utf-8"))["rounds"]
    assert (one["part"], one["outcomes"]["503"], one["holds"]) == ("redis", 100, True)
