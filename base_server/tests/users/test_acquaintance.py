"""An account of the realm becomes a passenger at its first request, once."""

import asyncio
from uuid import uuid4

import pytest

from base_server.testing.people import Web
from base_server.testing.world import World
from provodnik.contracts.users import UserRead


async def test_the_first_request_makes_a_passenger_of_the_tokens_name(world: World, web: Web) -> None:
    me = await web.passenger("Анна Каренина", username="anna", email="anna@example.org").me()

    assert (me.name, me.username, me.email) == ("Анна Каренина", "anna", "anna@example.org")
    assert not me.face.enrolled
    assert (await world.admin.users()).items == [UserRead(id=me.id, name="Анна Каренина")]


async def test_the_next_ones_find_them_whatever_the_token_calls_them_by_then(world: World, web: Web) -> None:
    subject = uuid4()
    anna = await web.passenger("Anna", subject=subject).me()

    assert await web.passenger("Anna Vronskaya", subject=subject).me() == anna
    assert (await world.admin.users()).total == 1


async def test_twenty_first_requests_at_once_make_one_passenger(world: World, web: Web) -> None:
    await asyncio.gather(*(web.passenger("Boris").me() for _ in range(20)))  # as many connections as there may be
    anna = web.passenger("Anna", username="anna", email="anna@example.org")

    seen = await asyncio.gather(*(anna.me() for _ in range(20)))

    assert len({me.id for me in seen}) == 1
    assert {(me.username, me.email) for me in seen} == {("anna", "anna@example.org")}
    assert (await world.admin.users()).total == 21


class TestAUsernameOrAnAddressThatIsAnothersKeepsNobodyAway:
    async def test_one_after_the_other(self, web: Web) -> None:
        first = await web.passenger(username="anna", email="anna@example.org").me()

        second = await web.passenger(username="anna", email="other@example.org").me()

        assert (first.username, second.username, second.email) == ("anna", None, "other@example.org")

    async def test_twenty_at_once(self, web: Web) -> None:
        await asyncio.gather(*(web.passenger().me() for _ in range(20)))

        seen = await asyncio.gather(
            *(web.passenger(username=f"anna{n}", email="anna@example.org").me() for n in range(20))
        )

        assert [me.username for me in seen] == [f"anna{n}" for n in range(20)]
        assert sorted(me.email or "" for me in seen) == [""] * 19 + ["anna@example.org"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", "?"),
        (" \n ", "?"),
        ("Anna\x00\u202e Karenina\n", "Anna Karenina"),
        ("Я" * 300, "Я" * 60),
        ("<b>Anna</b>", "<b>Anna</b>"),
    ],
    ids=["none", "blank", "control characters", "too long", "markup"],
)
async def test_whatever_name_the_realm_lets_through_is_a_line_of_text(web: Web, said: str, kept: str) -> None:
    assert (await web.passenger(said).me()).name == kept


async def test_a_username_that_is_no_line_of_256_letters_is_left_out(web: Web) -> None:
    me = await web.passenger(username="a" * 257, email="\x00").me()

    assert (me.username, me.email) == (None, None)
