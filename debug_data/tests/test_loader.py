from datetime import UTC, date, datetime, timedelta

import pytest

from debug_data.files import Data
from debug_data.loader import DAYS, load
from debug_data.outcomes import Outcome
from debug_data.seat_plans import SEAT_PLANS
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.destinations import SightCreate
from provodnik.contracts.stations import StationCreate, StationUpdate
from provodnik.contracts.tickets import TicketCreate
from provodnik.contracts.trips import StopCreate, TripWrite
from provodnik.contracts.users import UserCreate
from provodnik.contracts.wagons import WagonsWrite, WagonWrite

TODAY = date(2026, 1, 5)
NEW, UPDATED, UNCHANGED = Outcome


@pytest.fixture(scope="module")
def data() -> Data:
    """Two of the trains are enough here."""
    whole = Data.read()
    trains = [train for train in whole.trains if train.train_number in {2, 20}]
    stops = {stop.station_id for train in trains for stop in train.stops}
    destinations = [place for place in whole.destinations if place.destination_id == "2004600"]
    return Data({name: station for name, station in whole.stations.items() if name in stops}, trains, destinations)


async def test_everything_is_new_the_first_time_and_nothing_the_second(base_admin: BaseAdminClient, data: Data) -> None:
    runs = len(data.trains) * len(DAYS)

    first = await load(base_admin, TODAY, data=data)
    loaded = (await every_page(base_admin.stations), await every_page(base_admin.trips))
    second = await load(base_admin, TODAY, data=data)

    assert first.stations == {NEW: len(data.stations), UPDATED: 0, UNCHANGED: 0}
    assert first.trips == {NEW: runs, UPDATED: 0, UNCHANGED: 0}
    assert second.stations == {NEW: 0, UPDATED: 0, UNCHANGED: len(data.stations)}
    assert second.trips == {NEW: 0, UPDATED: 0, UNCHANGED: runs}
    assert first.seat_plans == {NEW: len(SEAT_PLANS), UPDATED: 0, UNCHANGED: 0}
    assert second.seat_plans == {NEW: 0, UPDATED: 0, UNCHANGED: len(SEAT_PLANS)}
    assert (first.sights[NEW], second.sights[UNCHANGED]) == (3, 3)
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

    whole = len(data.stations) + len(SEAT_PLANS) + len(data.trains) * len(DAYS) + 3
    assert steps == [(n, whole) for n in range(1, whole + 1)]


async def test_trips_have_their_wagons_and_a_train_that_is_late_is_so_today(base_admin: BaseAdminClient) -> None:
    whole = Data.read()
    [late] = [train for train in whole.trains if train.late]
    await load(base_admin, TODAY, data=Data(whole.stations, [late]))

    trips = (await base_admin.trips()).items

    assert all([wagon.seat_plan_id for wagon in trip.wagons] == late.wagons for trip in trips)
    assert [max(stop.delay_minutes for stop in trip.stops) for trip in trips] == [0, 25, *[0] * 7]


async def test_wagons_are_put_right_unless_seats_are_sold(base_admin: BaseAdminClient, data: Data) -> None:
    await load(base_admin, TODAY, data=data)
    first, second, *_ = (await base_admin.trips(train_number=20)).items
    user = await base_admin.add_user(UserCreate(name="Анна"))
    for trip in (first, second):
        await base_admin.set_wagons(trip.id, WagonsWrite(wagons=[WagonWrite(number=99, seat_plan_id="sleeping-18")]))
    await base_admin.add_ticket(
        TicketCreate(
            user_id=user.id,
            train_number=20,
            wagon_number=99,
            place_number=1,
            station_id="2006004",
            destination="2004001",
            date=first.start_date,
            start_date=first.start_date,
        )
    )

    loaded = await load(base_admin, TODAY, data=data)

    assert (loaded.trips[NEW], loaded.trips[UPDATED]) == (0, 1)
    trips = (await base_admin.trips(train_number=20)).items
    assert [wagon.number for wagon in trips[0].wagons] == [99]
    assert trips[1].wagons == second.wagons


async def test_a_sight_that_was_changed_is_put_right(base_admin: BaseAdminClient, data: Data) -> None:
    await load(base_admin, TODAY, data=data)
    [hotel] = (await base_admin.hotels("2004600")).items
    await base_admin.delete_hotel(hotel.id)
    wrong = SightCreate(name=hotel.name, description="closed", logo_url=hotel.logo_url)
    await base_admin.add_hotel("2004600", wrong)

    loaded = await load(base_admin, TODAY, data=data)

    assert (loaded.sights[UPDATED], loaded.sights[UNCHANGED]) == (1, 2)
    assert [known.description for known in (await base_admin.hotels("2004600")).items] == [hotel.description]
