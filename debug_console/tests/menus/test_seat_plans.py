import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from base_server.testing.wagons import plan_of

Console = Callable[..., Any]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(plan_of("compartment-4", 4).model_dump_json())
    return path


def test_a_plan_is_described_listed_changed_and_removed(console: Console, plan: Path) -> None:
    made = console("seat-plans", "add", plan, "--json").document
    assert console("seat-plans", "list", "--json").document["items"] == [made]
    assert "compartment-4" in console("seat-plans", "list").out

    plan.write_text(json.dumps({**made, "name_en": "Four berths"}))
    assert console("seat-plans", "update", plan, "--json").document["name_en"] == "Four berths"

    assert console("seat-plans", "delete", "compartment-4").out == "The seat plan compartment-4 is removed.\n"
    ended = console("seat-plans", "delete", "compartment-4", "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "SeatPlanNotFound")


@pytest.mark.parametrize(("text", "told"), [("{}", "kind"), (None, "can't be read")], ids=["no plan", "no file"])
def test_a_file_that_is_no_plan_is_misuse(console: Console, plan: Path, text: str | None, told: str) -> None:
    plan.unlink() if text is None else plan.write_text(text)

    ended = console("seat-plans", "add", plan)

    assert ended.status == 2
    assert told in ended.err
