"""The hotels and attractions of destinations."""

from uuid import uuid4

import pytest

from base_server.testing.world import World, sight_of
from provodnik.contracts.destinations import AttractionNotFound, HotelNotFound


async def test_a_destination_has_its_own_hotels_the_oldest_first(world: World) -> None:
    added = [await world.admin.add_hotel("tver", sight_of(name)) for name in ("Volga", "Astoria", "Central")]
    await world.admin.add_hotel("petersburg", sight_of())

    assert (await world.admin.hotels("tver")).items == added
    assert {hotel.destination_id for hotel in added} == {"tver"}


async def test_hotels_and_attractions_are_kept_apart(world: World) -> None:
    hotel, attraction = (
        await world.admin.add_hotel("tver", sight_of()),
        await world.admin.add_attraction("tver", sight_of("Kremlin")),
    )

    with pytest.raises(AttractionNotFound):
        await world.admin.delete_attraction(hotel.id)
    await world.admin.delete_hotel(hotel.id)

    assert (await world.admin.hotels("tver")).items == []
    assert (await world.admin.attractions("tver")).items == [attraction]


async def test_lists_are_cut_into_pages(world: World) -> None:
    added = [await world.admin.add_attraction("tver", sight_of(name)) for name in ("one", "two", "three")]

    second = await world.admin.attractions("tver", page=2, size=2)

    assert (second.items, second.total, second.pages) == (added[2:], 3, 2)


async def test_what_is_not_there_is_not_removed(world: World) -> None:
    with pytest.raises(HotelNotFound):
        await world.admin.delete_hotel(uuid4())
