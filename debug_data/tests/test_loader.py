from datetime import UTC, date, datetime, timedelta

import pytest

from debug_data.files import Data
from debug_data.loader import DAYS, Outcome, load
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.stations import StationCreate, StationUpdate
from provodnik.contracts.trips import StopCreate, TripWrite

TODAY = date(2026, 1, 5)
NEW, UPDATED, UNCHANGED = Outcome


@pytest.fixture(scope="module")
def data() -> Data:
    """Two of the trains are enough here."""
    whole = Data.read()
    trains = [train for train in whole.trains if train.train_number in {2, 20}]
    stops = {stop.station_id for train in trains for stop in train.stops}
    return Data({name: station for name, station in whole.stations.items() if name in stops}, trains)


async def test_everything_is_new_the_first_time_and_nothing_the_second(base_admin: BaseAdminClient, data: Data) -> None:
    runs = len(data.trains) * len(DAYS)

    first = await load(base_admin, TODAY, data=data)
    loaded = (await every_page(base_admin.stations), await every_page(base_admin.trips))
    second = await load(base_admin, TODAY, data=data)

    assert first.stations == {NEW: len(data.stations), UPDATED: 0, UNCHANGED: 0}
    assert first.trips == {NEW: runs, UPDATED: 0, UNCHANGED: 0}
    assert second.stations == {NEW: 0, UPDATED: 0, UNCHANGED: len(data.stations)}
    assert second.trips == {NEW: 0, UPDATED: 0, UNCHANGED: runs}
    assert (await every_page(base_admin.stations), await every_page(base_admin.trips)) == loaded
    assert (loaded[0].total, loaded[1].total) == (len(data.stations), runs)


async def test_trains_run_from_the_day_before_to_a_week_on(base_admin: BaseAdminClient, data: Data) -> None:
    await load(base_admin, TODAY, data=data)

    starts = [trip.start_date for trip in (await base_admin.trips(train_number=20)).items]

    assert starts == [datetime(2026, 1, 4, 18, 30, tzinfo=UTC) + timedelta(days=n) for n in range(9)]


async def test_the_next_day_brings_its_own_trains(base_admin: BaseAdminClient, data: Data) -> None:
    await load(base_admin, TODAY, data=data)

    loaded = await load(base_admin, TODAY + timedelta(days=1), data=data)

    assert loaded.trips == {NEW: len(data.trains), UPDATED: 0, UNCHANGED: len(data.trains) * (len(DAYS) - 1)}


async def test_what_was_changed_is_put_right_under_its_own_id(base_admin: BaseAdminClient, data: Data) -> None:
    await load(base_admin, TODAY, data=data)
    trip = (await base_admin.trips(train_number=20)).items[3]
    late = trip.start_date + timedelta(minutes=40)
    stops = [StopCreate(station_id="2006004", departure=late), StopCreate(station_id="2004001", arrival=late)]
    await base_admin.update_trip(trip.id, TripWrite(train_number=20, label="020У", stops=stops))
    wrong = StationUpdate(name_ru="Тверца", name_en="Tvertsa", time_zone="Europe/Moscow")
    await base_admin.update_station("2004600", wrong)

    loaded = await load(base_admin, TODAY, data=data)

    assert (loaded.stations[UPDATED], loaded.trips[UPDATED], loaded.trips[NEW]) == (1, 1, 0)
    assert (await base_admin.trips(train_number=20)).items[3] == trip


async def test_what_others_made_stays(base_admin: BaseAdminClient, data: Data) -> None:
    theirs = StationCreate(id="their-own", name_ru="Своя", name_en="Their own", time_zone="Europe/Moscow")
    await base_admin.add_station(theirs)

    await load(base_admin, TODAY, data=data)

    assert theirs.model_dump() in [station.model_dump() for station in (await every_page(base_admin.stations)).items]


async def test_progress_goes_up_to_all_of_it(base_admin: BaseAdminClient, data: Data) -> None:
    steps: list[tuple[int, int]] = []

    await load(base_admin, TODAY, lambda done, of: steps.append((done, of)), data)

    whole = len(data.stations) + len(data.trains) * len(DAYS)
    assert steps == [(n, whole) for n in range(1, whole + 1)]
