from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from base_server.testing.wagons import plan_of

Console = Callable[..., Any]
TRAIN = ("--train-number", 20, "--label", "020У")
FIRST = "2006004,-,2026-01-05T21:30+03:00"
LAST = "2004001,2026-01-06T06:12+03:00,-"


def test_a_trip_is_described_shown_changed_and_removed(console: Console, trip: Any) -> None:
    assert (trip["label"], trip["start_date"]) == ("020У", "2026-01-05T18:30:00Z")
    assert console("trips", "show", trip["id"], "--json").document == trip

    shown = console("trips", "show", trip["id"]).out
    assert all(word in shown for word in ("020У", "Санкт-Петербург", "2026-01-05T21:30+03:00"))

    later = "2004001,2026-01-06T07:00:30+03:00,-"
    changed = console("trips", "update", trip["id"], *TRAIN, "--stop", FIRST, "--stop", later, "--json").document
    assert changed["stops"][1]["arrival"] == "2026-01-06T04:00:30Z"
    assert "07:00:30" in console("trips", "update", trip["id"], *TRAIN, "--stop", FIRST, "--stop", later).out

    assert trip["id"] in console("trips", "delete", trip["id"]).out
    ended = console("trips", "show", trip["id"], "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "TripNotFound")


def test_the_trips_of_one_train_are_listed(console: Console, trip: Any) -> None:
    other = ("--train-number", 21, "--label", "021У", "--stop", FIRST, "--stop", LAST)
    assert console("trips", "add", *other).status == 0

    assert console("trips", "list", "--train-number", 20, "--json").document["items"] == [trip]
    assert "2 in all" in console("trips", "list", "--all").out


def test_a_day_has_one_trip_of_a_train(console: Console, trip: Any) -> None:
    ended = console("trips", "add", *TRAIN, "--stop", FIRST, "--stop", LAST)

    assert trip["label"] == "020У"
    assert ended.status == 1
    assert "`trips update` changes it" in ended.err


@pytest.mark.parametrize(
    ("stops", "told"),
    [
        (("2006004",), "STATION,ARRIVAL,DEPARTURE"),
        (("Моск ва,-,2026-01-05T21:30+03:00",), "station_id"),
        (("2006004,-,2026-01-05T21:30",), "names no time zone"),
        ((FIRST, "2004001,2026-01-05T06:12+03:00,-"), "go backwards"),
    ],
)
def test_stops_that_make_no_trip_are_misuse(console: Console, stops: tuple[str, ...], told: str) -> None:
    ended = console("trips", "add", *TRAIN, *(word for stop in stops for word in ("--stop", stop)))

    assert (ended.status, ended.out) == (2, "")
    assert told in ended.err


def test_an_unknown_trip_is_told_with_the_way_to_the_known_ones(console: Console) -> None:
    ended = console("trips", "delete", uuid4())

    assert ended.status == 1
    assert "`trips list --all`" in ended.err


def test_a_trip_gets_wagons_and_shows_them(console: Console, trip: Any, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan_of("compartment-4", 4).model_dump_json())
    console("seat-plans", "add", tmp_path / "plan.json")

    wagons = ("--wagon", "5,compartment-4", "--wagon", "6,compartment-4")
    made = console("trips", "wagons", trip["id"], *wagons, "--json").document
    assert [(wagon["number"], wagon["kind"]) for wagon in made["wagons"]] == [(5, "compartment"), (6, "compartment")]
    assert "compartment-4" in console("trips", "show", trip["id"]).out

    ended = console("trips", "wagons", trip["id"], "--wagon", "7,nowhere", "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "SeatPlanNotFound")
    assert console("trips", "wagons", trip["id"], "--json").document == {"wagons": []}


@pytest.mark.parametrize("wagon", ["compartment-4", "5", "5,", "x,compartment-4", "1000,compartment-4"])
def test_what_is_no_wagon_is_misuse(console: Console, trip: Any, wagon: str) -> None:
    assert console("trips", "wagons", trip["id"], "--wagon", wagon).status == 2


def test_a_train_is_late_from_a_stop_on_and_on_time_again(console: Console, trip: Any) -> None:
    assert console("trips", "delay", trip["id"], 5).status == 0
    late = console("trips", "delay", trip["id"], 25, "--from-stop", 1, "--json").document["stops"]
    assert [(stop["position"], stop["minutes"], stop["noted_by"]) for stop in late] == [
        (0, 5, "administration"),
        (1, 25, "administration"),
    ]
    assert all(word in console("trips", "show", trip["id"]).out for word in ("late, min", "25"))

    assert console("trips", "delay", trip["id"], 0, "--json").document == {"stops": []}
    assert console("trips", "delay", trip["id"], -5).status == 2
    assert console("trips", "delay", uuid4(), 5).status == 1


def test_a_delay_that_no_train_can_have_is_told_with_what_to_do(console: Console, trip: Any) -> None:
    assert console("trips", "delay", trip["id"], 600).status == 0

    ended = console("trips", "delay", trip["id"], 0, "--from-stop", 1)

    assert ended.status == 1
    assert "--from-stop" in ended.err
