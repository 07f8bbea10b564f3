import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from debug_data.files import FOLDER, STATIC, Data, DataUnusable, delays_of
from debug_data.seat_plans import SEAT_PLANS
from provodnik.contracts.wagons import Berth

DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def data() -> Data:
    return Data.read()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("stations.json", "trips.json", "sights.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    return tmp_path


class TestTheDataOfTheModule:
    def test_every_train_makes_a_trip_on_any_day(self, data: Data) -> None:
        trips = [data.trip(train, DAY + timedelta(days=days)) for train in data.trains for days in range(366)]

        assert len({(trip.train_number, trip.stops[0].departure) for trip in trips}) == len(trips)

    def test_every_station_is_stopped_at(self, data: Data) -> None:
        assert {stop.station_id for train in data.trains for stop in train.stops} == data.stations.keys()

    def test_names_are_in_both_languages(self, data: Data) -> None:
        assert all(not station.name_ru.isascii() and station.name_en.isascii() for station in data.stations.values())

    def test_times_are_local_to_their_stations(self, data: Data) -> None:
        petersburg = next(data.trip(train, DAY) for train in data.trains if train.train_number == 20)

        assert petersburg.stops[0].departure == datetime(2026, 1, 5, 18, 30, tzinfo=UTC)
        assert petersburg.stops[-1].arrival == datetime(2026, 1, 6, 3, 12, tzinfo=UTC)

    def test_rossiya_crosses_the_country_in_six_days(self, data: Data) -> None:
        rossiya = next(train for train in data.trains if train.train_number == 2)
        first, *_, last = data.trip(rossiya, DAY).stops
        noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
        offsets = {
            ZoneInfo(data.stations[stop.station_id].time_zone).utcoffset(noon.replace(tzinfo=None))
            for stop in rossiya.stops
        }

        assert first.departure
        assert last.arrival
        assert timedelta(days=6) < last.arrival - first.departure < timedelta(days=7)
        assert len(offsets) >= 7

    def test_every_wagon_is_of_a_plan_and_every_plan_runs_somewhere(self, data: Data) -> None:
        assert {plan for train in data.trains for plan in train.wagons} == SEAT_PLANS.keys()

    @pytest.mark.parametrize(
        ("plan_id", "places"),
        [("seated-60", 60), ("open-54", 54), ("compartment-36", 36), ("sleeping-18", 18), ("restaurant", 0)],
    )
    def test_a_plan_has_each_of_its_places_once(self, plan_id: str, places: int) -> None:
        plan = SEAT_PLANS[plan_id]

        assert sorted(place.number for place in plan.places) == list(range(1, places + 1))

    def test_an_upper_berth_is_over_the_lower_one_before_it(self) -> None:
        places = {place.number: place for place in SEAT_PLANS["open-54"].places}

        for lower, upper in zip(range(1, 54, 2), range(2, 55, 2), strict=True):
            assert places[lower].berth in {Berth.LOWER, Berth.SIDE_LOWER}
            assert places[upper].berth in {Berth.UPPER, Berth.SIDE_UPPER}
            assert places[lower].compartment == places[upper].compartment
        assert places[37].compartment == 9
        assert places[54].compartment == 1

    def test_a_late_train_stays_a_train(self, data: Data) -> None:
        [late] = [train for train in data.trains if train.late]

        assert [(stop.position, stop.minutes) for stop in delays_of(late).stops] == [(n, 25) for n in range(2, 8)]

    def test_sights_are_where_trains_stop_and_their_pictures_are_ours(self, data: Data) -> None:
        for place in data.destinations:
            assert place.destination_id in data.stations
            for sight in [*place.hotels, *place.attractions]:
                assert not sight.name.isascii()
                assert (STATIC / sight.logo_url.removeprefix("/static/")).is_file()

    def test_no_train_stands_still_or_flies(self, data: Data) -> None:
        """Between two stops there is some way, and in no data of ours half a country."""
        for train in data.trains:
            stops = data.trip(train, DAY).stops
            for here, there in itertools.pairwise(stops):
                assert here.departure
                assert there.arrival
                assert timedelta(minutes=20) < there.arrival - here.departure < timedelta(hours=20)


class TestWrongData:
    def test_a_folder_without_data_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(DataUnusable, match=r"stations\.json can't be read.*--folder"):
            Data.read(tmp_path)

    @pytest.mark.parametrize(
        ("place", "value", "told"),
        [
            ("departure", "25:30", r"trips\.json: trains\.0\.stops\.0\.departure: .*such as 21:30"),
            ("departure", 2130, r"such as 21:30"),
            ("departure", "23:30", r"train 020У: .*go backwards"),
            ("station_id", "atlantis", "does not describe: atlantis"),
            ("depature", "21:30", "Extra inputs"),
        ],
    )
    def test_a_fault_is_told_with_its_place(self, folder: Path, place: str, value: object, told: str) -> None:
        content: Any = json.loads((folder / "trips.json").read_text())
        content["trains"][0]["stops"][0][place] = value
        (folder / "trips.json").write_text(json.dumps(content))

        with pytest.raises(DataUnusable, match=told):
            Data.read(folder)

    def test_a_wagon_of_no_plan_is_told(self, folder: Path) -> None:
        content: Any = json.loads((folder / "trips.json").read_text())
        content["trains"][0]["wagons"][0] = "balloon"
        (folder / "trips.json").write_text(json.dumps(content))

        with pytest.raises(DataUnusable, match="train 020У: no seat plan is named balloon"):
            Data.read(folder)
