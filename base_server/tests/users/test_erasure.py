"""Erased, a passenger is nowhere any more: neither here nor in the face search."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.testing.faces import FaceStandIn, face_of
from base_server.testing.people import Web, purchase_of
from base_server.testing.world import World
from provodnik.clients.base_users import BaseUsersClient
from provodnik.contracts.checks import Reason
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FaceUnknown
from provodnik.contracts.passengers import OwnFaceWrite
from provodnik.contracts.users import FaceChange, Identification

NAME, USERNAME, EMAIL = "Анна Каренина", "karenina", "anna@example.org"
SUBJECT = uuid4()

Settled = Callable[[], Awaitable[None]]

# What still says the user's id, and why.
KEPT = {
    "face_erasures": "the record of the erasure: how many photographs face_server erased, and when",
    "audit": "what staff did, by ids alone, until the audit log forgets it",
}


@pytest.fixture
def anna(web: Web) -> BaseUsersClient:
    return web.passenger(NAME, username=USERNAME, email=EMAIL, subject=SUBJECT)


async def stored(app: FastAPI) -> dict[str, str]:
    """The rows of each table, as text."""
    async with app.state.sessions() as session:
        names = (await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).all()
        return {
            name: "\n".join(await session.scalars(text(f'SELECT t::text FROM "{name}" t')))  # noqa: S608 - the database's own names
            for name in names
        }


@pytest.fixture
async def user_id(world: World, anna: BaseUsersClient, settled: Settled) -> UUID:
    """Of Anna, who has left everything that a passenger can leave somewhere."""
    await world.trip()
    me, robot = await anna.me(), await world.robot_at()
    ticket = await anna.buy(purchase_of())
    await anna.buy(purchase_of(place_number=2))
    await anna.give_back((await anna.buy(purchase_of(place_number=3))).id)
    await robot.sees(ticket.code)
    await robot.sees(ticket.code)
    await anna.enrol_face(OwnFaceWrite(face=face_of("Anna"), consent=True))
    await world.admin.change_face(me.id, FaceChange(face=face_of("Anna", 2), consent_note=f"signed by {NAME}"))
    await robot.looks_at(face_of("Anna", 3))
    await anna.erase_face()
    await settled()
    await anna.enrol_face(OwnFaceWrite(face=face_of("Anna", 4), consent=True))
    await world.admin.face(me.id)
    return me.id


async def test_nothing_is_left_but_what_is_justified(
    user_id: UUID, anna: BaseUsersClient, base_app: FastAPI, face_server: FaceStandIn, settled: Settled
) -> None:
    before = await stored(base_app)

    await anna.erase()
    await settled()

    after = await stored(base_app)
    assert all(any(word in rows for rows in before.values()) for word in (NAME, USERNAME, EMAIL, str(SUBJECT)))
    for word in (NAME, "Каренина", USERNAME, EMAIL, str(SUBJECT)):
        assert [name for name, rows in after.items() if word in rows] == [], word
    assert {name for name, rows in after.items() if str(user_id) in rows} <= KEPT.keys()
    assert face_server.people_of(user_id) == []


async def test_the_erasure_is_recorded_with_what_it_reached(
    user_id: UUID, anna: BaseUsersClient, base_app: FastAPI, settled: Settled
) -> None:
    await anna.erase()
    await settled()

    async with base_app.state.sessions() as session:
        query = text(
            "SELECT user_id, way, photographs, carried_out_at IS NOT NULL FROM face_erasures ORDER BY requested_at"
        )
        records = [tuple(row) for row in await session.execute(query)]
    assert records == [(user_id, "passenger", 2, True), (user_id, "passenger", 1, True)]


async def test_the_face_search_finds_nobody(world: World, user_id: UUID, anna: BaseUsersClient) -> None:
    robot = await world.robot_at()
    assert (await robot.client.identify(Identification(images=(face_of("Anna", 5),)))).id == user_id

    await anna.erase()

    with pytest.raises(FaceUnknown):
        await robot.client.identify(Identification(images=(face_of("Anna", 5),)))


async def test_with_face_server_away_it_is_done_here_and_follows_there(
    world: World, user_id: UUID, anna: BaseUsersClient, base_app: FastAPI, face_server: FaceStandIn, settled: Settled
) -> None:
    face_server.down = True

    await anna.erase()

    assert (await world.admin.users()).total == 0
    assert face_server.people_of(user_id) == ["Anna"]
    face_server.down = False
    async with base_app.state.sessions() as session, session.begin():
        await session.execute(text("UPDATE face_changes SET due_at = now(), attempted_at = now() - interval '1 hour'"))
    await settled()
    assert face_server.people_of(user_id) == []


async def test_future_tickets_are_erased_and_their_seats_are_free(
    world: World, anna: BaseUsersClient, web: Web
) -> None:
    await world.trip()
    ticket, robot = await anna.buy(purchase_of()), await world.robot_at()

    await anna.erase()

    assert (await robot.sees(ticket.code)).reason is Reason.UNKNOWN_TICKET
    assert (await web.passenger("Boris").buy(purchase_of())).place_number == ticket.place_number


async def test_a_failing_erasure_is_no_erasure(
    user_id: UUID, anna: BaseUsersClient, base_app: FastAPI, face_server: FaceStandIn
) -> None:
    async with base_app.state.sessions() as session, session.begin():
        await session.execute(
            text("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$")
        )
        await session.execute(
            text("CREATE TRIGGER refuse BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION refuse()")
        )

    with pytest.raises(Exception, match="DELETE"):
        await anna.erase()

    assert face_server.people_of(user_id) == ["Anna"]
    assert (await anna.me()).face.enrolled


async def test_whoever_asks_afterwards_is_somebody_new(anna: BaseUsersClient) -> None:
    me = await anna.me()

    await anna.erase()

    again = await anna.me()
    assert again.id != me.id
    assert again.email == EMAIL


async def test_a_purchase_that_meets_the_erasure_leaves_no_ticket_of_nobody(
    world: World, anna: BaseUsersClient
) -> None:
    """Whichever comes first: the ticket goes along, is refused, or is the new passenger's."""
    await world.trip()
    await anna.me()

    async def buys(place: int) -> None:
        try:
            await anna.buy(purchase_of(place_number=place))
        except DomainError as refused:
            assert refused.status == 404  # noqa: PT017 - most are not refused

    await asyncio.gather(*map(buys, range(1, 10)), anna.erase(), *map(buys, range(10, 20)))

    users = {user.id for user in (await world.admin.users()).items}
    assert {ticket.user_id for ticket in (await world.admin.tickets(size=100)).items} <= users
