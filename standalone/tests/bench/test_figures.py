import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from standalone.bench.figures import Report, percentile


class TestPercentile:
    @pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
    def test_is_the_value_that_the_share_lies_at_or_below(self, share: float, value: float) -> None:
        assert percentile([float(number) for number in range(100, 0, -1)], share) == value

    def test_of_one_value_is_that_value(self) -> None:
        assert percentile([7.0], 0.99) == 7


class TestReport:
    def test_is_written_in_the_form_of_the_contract(self, tmp_path: Path) -> None:
        report = Report()
        report.add("kiosk.memory_mb", 212.34567, "MB", "PSS, идёт посадка")
        report.leave_out("setup.seconds", "nothing was set up")

        report.write(tmp_path / "out" / "bench" / "report.json")

        written = (tmp_path / "out" / "bench" / "report.json").read_text(encoding="utf-8")
        assert json.loads(written) == {
            "figures": {"kiosk.memory_mb": {"value": 212.346, "unit": "MB", "note": "PSS, идёт посадка"}}
        }

    def test_is_printed_with_what_was_left_out_and_why(self) -> None:
        report, printed = Report(), io.StringIO()
        report.add("base.validations_per_second", 1234.5, "1/s", "one process")
        report.leave_out("setup.seconds", "nothing was set up")

        report.print(Console(file=printed, width=120))

        assert "1,234.5 │ 1/s" in printed.getvalue()
        assert "left out: setup.seconds: nothing was set up" in printed.getvalue()
