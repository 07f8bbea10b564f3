from collections import Counter
from dataclasses import replace

from standalone.faults.report import tables
from standalone.faults.rounds import RECOVERY_SECONDS, Round

GOOD = Round(
    part="redis",
    outcomes=Counter({"acknowledged": 500, "503": 100, "429": 2}),
    lost=0,
    doubled=0,
    unanswered=0,
    skipped=0,
    faults=Counter(),
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
        {"faults": Counter({"check: status 500": 1})},
        {"recovered_seconds": None},
        {"recovered_seconds": RECOVERY_SECONDS + 1},
    ]
    assert [change for change in wrong if replace(GOOD, **change).holds] == []  # pyright: ignore[reportArgumentType] - each of the right type


def test_the_table_has_a_line_for_each_part_and_each_container() -> None:
    text = tables([GOOD, replace(GOOD, part="nginx", recovered_seconds=None)], {"redis": 10.0, "nginx": 11.0}, 30)
    assert "| redis | 500 | 102 | 0 | 0 | 0 | 0 | 2.5 s | 3.0 s | 1.2 s |" in text
    assert "| nginx | 500 | 102 | 0 | 0 | 0 | 0 | 2.5 s | 3.0 s | – |" in text
    assert "| redis | 10 MB | 20 MB | 3.0 s |" in text
