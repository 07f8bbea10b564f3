from collections.abc import Callable
from typing import Any

Console = Callable[..., Any]
NAMES = ("--name-ru", "Москва-Пассажирская", "--name-en", "Moscow", "--time-zone")


def test_a_station_is_described_changed_and_removed(console: Console, stations: list[Any]) -> None:
    moscow = stations[0]
    assert moscow == {"id": "2006004", "name_ru": "Москва", "name_en": "Moscow", "time_zone": "Europe/Moscow"}

    changed = console("stations", "update", "2006004", *NAMES, "Europe/Samara", "--json").document
    assert changed == {**moscow, "name_ru": "Москва-Пассажирская", "time_zone": "Europe/Samara"}
    assert "Europe/Samara" in console("stations", "update", "2006004", *NAMES, "Europe/Samara").out
    assert all(word in console("stations", "list").out for word in ("2006004", "Москва-Пассажирская", "2004001"))

    assert console("stations", "delete", "2006004").out == "The station 2006004 is removed.\n"
    assert console("stations", "list", "--json").document["items"] == stations[1:]


def test_a_station_is_described_once(console: Console, stations: list[Any]) -> None:
    ended = console("stations", "add", stations[0]["id"], *NAMES, "Europe/Moscow")

    assert ended.status == 1
    assert "`stations update` changes it" in ended.err


def test_a_station_with_trips_stays(console: Console, trip: Any) -> None:
    ended = console("stations", "delete", trip["stops"][0]["station"]["id"], "--json")

    assert (ended.status, ended.refusal["code"]) == (1, "StationInUse")


def test_a_time_zone_that_is_none_is_refused_with_an_example(console: Console) -> None:
    ended = console("stations", "add", "here", *NAMES, "MSK+5")

    assert ended.status == 2
    assert "Europe/Moscow" in ended.err
