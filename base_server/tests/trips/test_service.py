"""Describing trips."""

from datetime import timedelta
from uuid import uuid4

import pytest

from base_server.testing.world import START, World, trip_through
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.trips import TripExists, TripNotFound


async def test_a_trip_reads_as_it_was_written(world: World) -> None:
    trip = await world.trip()

    assert (trip.label, trip.start_date) == ("020У", START)
    assert [stop.station.id for stop in trip.stops] == ["moscow", "tver", "petersburg"]
    assert (await world.admin.trips()).items == [trip]


async def test_a_changed_trip_has_its_new_stops_alone(world: World) -> None:
    trip = await world.trip()

    changed = await world.admin.update_trip(trip.id, trip_through("tver", "moscow"))

    assert [stop.station.id for stop in changed.stops] == ["tver", "moscow"]
    assert (await world.admin.trips()).items == [changed]


async def test_the_stations_that_are_missing_are_all_named(world: World) -> None:
    await world.stations("moscow")

    with pytest.raises(StationNotFound, match="atlantis, ultima") as refusal:
        await world.admin.add_trip(trip_through("moscow", "ultima", "atlantis"))

    assert refusal.value.details == {"stations": ["atlantis", "ultima"]}


async def test_a_train_has_one_trip_a_day(world: World) -> None:
    await world.trip()

    with pytest.raises(TripExists):
        await world.admin.add_trip(trip_through("moscow", "tver", start=START + timedelta(hours=2)))

    await world.admin.add_trip(trip_through("moscow", "tver", train_number=21))


async def test_trips_are_listed_of_every_train_or_of_one(world: World) -> None:
    await world.trip()
    other = await world.admin.add_trip(trip_through("moscow", "tver", train_number=21))

    assert (await world.admin.trips()).total == 2
    assert (await world.admin.trips(train_number=21)).items == [other]


async def test_an_unknown_trip_is_neither_changed_nor_removed(world: World) -> None:
    await world.stations("moscow", "tver")

    with pytest.raises(TripNotFound):
        await world.admin.update_trip(uuid4(), trip_through("moscow", "tver"))
    with pytest.raises(TripNotFound):
        await world.admin.delete_trip(uuid4())
