import json
from pathlib import Path

from rich.console import Console

from standalone.demo.report import Report


def quiet() -> Report:
    return Report(Console(quiet=True))


async def test_a_report_is_good_only_if_every_step_held(tmp_path: Path) -> None:
    report = quiet()
    async with report.step("boards") as step:
        step.detail = "Accepted"
    async with report.step("falls"):
        raise TimeoutError("no such screen")

    report.write(tmp_path / "out" / "report.json")

    written = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert not written["ok"]
    boards, falls = written["steps"]
    assert (boards["name"], boards["ok"], boards["detail"]) == ("boards", True, "Accepted")
    assert (falls["ok"], falls["detail"]) == (False, "TimeoutError: no such screen")
    assert set(boards) == {"name", "ok", "seconds", "detail"}


async def test_it_is_good_when_all_held() -> None:
    report = quiet()
    async with report.step("boards"):
        pass

    assert report.ok


def test_nothing_done_is_nothing_held() -> None:
    assert not quiet().ok
