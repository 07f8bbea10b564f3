"""Staff say which passenger an account of the realm is."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest

from base_server.testing.people import Web
from base_server.testing.world import PASSENGER, World
from provodnik.contracts.passengers import KeycloakLink, KeycloakUserNotFound, KeycloakUserTaken
from provodnik.contracts.users import UserNotFound

K_ID = UUID("5d0c6f0a-7c1e-4f7c-9f57-0d5a8b1f2c11")


async def test_a_linked_account_is_that_passenger(world: World, web: Web) -> None:
    ticket = await world.ticket()

    await world.admin.link_keycloak_user(KeycloakLink(k_id=K_ID, user_id=ticket.user_id))

    anna = web.passenger("As the realm calls her", subject=K_ID)
    assert ((await anna.me()).id, (await anna.me()).name) == (ticket.user_id, PASSENGER)
    assert [own.id for own in (await anna.tickets()).items] == [ticket.id]
    assert (await world.admin.users()).total == 1


async def test_the_same_link_again_is_done_as_well(world: World) -> None:
    link = KeycloakLink(k_id=K_ID, user_id=await world.passenger())

    for _ in range(2):
        assert (await world.admin.link_keycloak_user(link)).status == "OK"


async def test_an_account_is_one_passenger(world: World, web: Web) -> None:
    anna = await web.passenger(subject=K_ID).me()
    boris = await world.passenger()

    with pytest.raises(KeycloakUserTaken):
        await world.admin.link_keycloak_user(KeycloakLink(k_id=K_ID, user_id=boris))

    assert await web.passenger(subject=K_ID).me() == anna


async def test_a_passenger_may_have_several_accounts(world: World, web: Web) -> None:
    anna = await world.passenger()
    accounts = [uuid4(), uuid4()]

    for account in accounts:
        await world.admin.link_keycloak_user(KeycloakLink(k_id=account, user_id=anna))

    assert [(await web.passenger(subject=account).me()).id for account in accounts] == [anna, anna]


async def test_of_ten_passengers_at_once_one_gets_the_account(world: World, web: Web) -> None:
    passengers = [await world.passenger() for _ in range(10)]

    async def link(user_id: UUID) -> str:
        try:
            await world.admin.link_keycloak_user(KeycloakLink(k_id=K_ID, user_id=user_id))
        except KeycloakUserTaken:
            return "taken"
        return "linked"

    assert Counter(await asyncio.gather(*map(link, passengers))) == {"linked": 1, "taken": 9}
    assert (await web.passenger(subject=K_ID).me()).id in passengers


async def test_nobody_is_linked_to_a_passenger_who_is_not_there(world: World) -> None:
    with pytest.raises(UserNotFound):
        await world.admin.link_keycloak_user(KeycloakLink(k_id=K_ID, user_id=uuid4()))


async def test_an_account_that_is_parted_makes_a_new_passenger(world: World, web: Web) -> None:
    anna = await world.passenger()
    link = KeycloakLink(k_id=K_ID, user_id=anna)
    await world.admin.link_keycloak_user(link)

    await world.admin.unlink_keycloak_user(link)

    assert (await web.passenger(subject=K_ID).me()).id != anna
    with pytest.raises(KeycloakUserNotFound):
        await world.admin.unlink_keycloak_user(link)


async def test_a_link_is_parted_from_its_own_passenger_alone(world: World, web: Web) -> None:
    me = await web.passenger(subject=K_ID).me()

    with pytest.raises(KeycloakUserNotFound):
        await world.admin.unlink_keycloak_user(KeycloakLink(k_id=K_ID, user_id=uuid4()))

    assert await web.passenger(subject=K_ID).me() == me
