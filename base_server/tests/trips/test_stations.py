import pytest

from base_server.testing.world import World, place_of
from provodnik.contracts.stations import (
    StationCreate,
    StationExists,
    StationInUse,
    StationNotFound,
    StationRead,
    StationUpdate,
)

TVER = StationCreate(id="tver", name_ru="Тверь", name_en="Tver", time_zone="Europe/Moscow")


async def test_a_station_is_added_once(world: World) -> None:
    added = await world.admin.add_station(TVER)

    assert (await world.admin.stations()).items == [added] == [StationRead.model_validate(TVER.model_dump())]
    with pytest.raises(StationExists):
        await world.admin.add_station(TVER)


async def test_a_station_is_renamed(world: World) -> None:
    await world.admin.add_station(TVER)

    await world.admin.update_station("tver", StationUpdate(name_ru="Калинин", name_en="Kalinin", time_zone="UTC"))

    (station,) = (await world.admin.stations()).items
    assert (station.name_ru, station.time_zone) == ("Калинин", "UTC")


async def test_an_unknown_station_is_neither_changed_nor_removed(world: World) -> None:
    with pytest.raises(StationNotFound):
        await world.admin.update_station("tver", StationUpdate(name_ru="Т", name_en="T", time_zone="UTC"))
    with pytest.raises(StationNotFound):
        await world.admin.delete_station("tver")


async def test_a_station_with_a_trip_or_a_robot_stays(world: World) -> None:
    await world.trip()
    await world.admin.add_station(StationCreate(id="depot", name_ru="Депо", name_en="Depot", time_zone="UTC"))
    await world.admin.assign((await world.robot_at()).id, place_of(station_id="depot"))

    for station in ("tver", "depot"):
        with pytest.raises(StationInUse):
            await world.admin.delete_station(station)


async def test_a_station_that_nothing_stops_at_goes(world: World) -> None:
    await world.admin.add_station(TVER)

    await world.admin.delete_station("tver")

    assert (await world.admin.stations()).items == []
