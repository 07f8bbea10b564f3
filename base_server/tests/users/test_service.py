from uuid import uuid4

import pytest

from base_server.testing.world import World
from provodnik.contracts.tickets import TicketNotFound
from provodnik.contracts.users import UserCreate, UserNotFound


async def test_passengers_are_listed_the_oldest_first_in_pages(world: World) -> None:
    added = [await world.admin.add_user(UserCreate(name=name)) for name in ("Anna", "Boris", "Вера")]

    first, second = await world.admin.users(page=1, size=2), await world.admin.users(page=2, size=2)

    assert (first.items, second.items) == (added[:2], added[2:])
    assert (first.total, first.pages, second.page) == (3, 2, 2)


async def test_a_name_with_markup_is_a_name(world: World) -> None:
    name = "<b>Anna</b> & 'Co' \N{FIRE}"

    assert (await world.admin.add_user(UserCreate(name=name))).name == name


async def test_a_deleted_passengers_tickets_go_along(world: World) -> None:
    ticket = await world.ticket()

    await world.admin.delete_user(ticket.user_id)

    assert (await world.admin.users()).items == []
    with pytest.raises(TicketNotFound):
        await world.admin.ticket(ticket.id)


async def test_an_unknown_passenger_is_not_deleted(world: World) -> None:
    with pytest.raises(UserNotFound):
        await world.admin.delete_user(uuid4())
