import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from debug_data.files import FOLDER, Data, DataUnusable

DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def data() -> Data:
    return Data.read()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("stations.json", "trips.json"):
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
