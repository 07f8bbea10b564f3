from collections.abc import Callable
from typing import Any
from uuid import UUID

Console = Callable[..., Any]
START = "2026-01-05T21:30+03:00"
PLACE = ("--train-number", 20, "--wagon-number", 5, "--start-date", START)


def test_a_robot_is_put_into_a_wagon_and_taken_off(console: Console, robot_id: UUID, trip: Any) -> None:
    assigned = console("assignments", "set", robot_id, *PLACE, "--json").document
    shown = console("assignments", "list").out

    assert (assigned["wagon_number"], assigned["trip"]) == (5, trip)
    assert all(word in shown for word in (str(robot_id), assigned["id"], "020У", START, assigned["station"]["name_ru"]))

    [robot] = console("assignments", "list", "--json").document["items"]
    assert robot["assignment"] == assigned

    assert console("assignments", "clear", robot_id).out == f"The robot {robot_id} is assigned to no train.\n"
    assert console("robots", "list", "--json").document["items"][0]["assignment"] is None
    assert console("assignments", "clear", robot_id, "--json").document == {"status": "OK"}


def test_a_train_that_is_not_described_is_shown_by_its_number(console: Console, robot_id: UUID) -> None:
    shown = console("assignments", "set", robot_id, *PLACE).out

    assert "2026-01-05T18:30+00:00" in shown
    assert " 20 " in shown


def test_an_unknown_station_is_told_with_the_way_to_the_known_ones(console: Console, robot_id: UUID) -> None:
    ended = console("assignments", "set", robot_id, *PLACE, "--station-id", "nowhere")

    assert ended.status == 1
    assert "`stations list --all`" in ended.err
