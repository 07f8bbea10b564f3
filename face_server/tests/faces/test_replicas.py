"""Two replicas on one Chroma and one Valkey tell the same, whatever gets lost between them."""

import asyncio
import random
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from face_server.config import FaceServerSettings
from face_server.faces.feed import STREAM
from face_server.testing.replicas import Replica, start_replica
from face_server.testing.stamped import face
from provodnik.contracts.faces import FaceEnrolment, FaceSearch

PEOPLE = [UUID(int=number) for number in range(1, 13)]
ALIKE_WITHIN_SECONDS = 10.0


@pytest.fixture
async def replicas(face_settings: FaceServerSettings) -> AsyncGenerator[list[Replica]]:
    """Comparing so rarely that only messages can make them equal."""
    rarely = face_settings.model_copy(update={"compare_seconds": 50})
    async with start_replica(rarely) as one, start_replica(rarely) as other:
        yield [one, other]


@pytest.fixture
async def redis(redis_url: str) -> AsyncGenerator[Redis]:
    client: Redis = Redis.from_url(redis_url)  # pyright: ignore[reportUnknownMemberType] - its **kwargs are bare
    yield client
    await client.aclose()


def rows(replica: Replica) -> dict[str, frozenset[str]]:
    return replica.app.state.passengers._gallery.people.rows()


async def become_alike(replicas: list[Replica]) -> None:
    async with asyncio.timeout(ALIKE_WITHIN_SECONDS):
        while rows(replicas[0]) != rows(replicas[1]):  # noqa: ASYNC110 - the app tells nobody of it
            await asyncio.sleep(0.01)


async def found(replica: Replica) -> list[tuple[UUID | None, float | None]]:
    answers = [
        await replica.faces.search(FaceSearch(image=face(user_id, 99), candidates=tuple(PEOPLE))) for user_id in PEOPLE
    ]
    return [(answer.user_id, answer.score and round(answer.score, 5)) for answer in answers]


async def change(replica: Replica, chance: random.Random) -> None:
    """A person enrols or is erased, and the replica that answered knows it at once."""
    user_id = chance.choice(PEOPLE)
    if chance.random() < 0.6:
        await replica.faces.enrol(FaceEnrolment(user_id=user_id, image=face(user_id, chance.randrange(50))))
        expected = user_id
    else:
        await replica.faces.erase(user_id)
        expected = None
    search = FaceSearch(image=face(user_id, 99), candidates=(user_id,))
    assert (await replica.faces.search(search)).user_id == expected


async def test_after_a_hundred_changes_at_random_they_are_equal(replicas: list[Replica]) -> None:
    chance = random.Random(20)  # noqa: S311 - a test's
    for _ in range(100):
        await change(chance.choice(replicas), chance)
    await become_alike(replicas)

    assert len(rows(replicas[0])) > 3
    assert await found(replicas[0]) == await found(replicas[1])
    assert [len(replica.app.state.passengers._gallery.people) for replica in replicas] == [
        (await replicas[0].faces.holders()).total
    ] * 2


async def test_changes_of_different_people_at_once_on_both_leave_them_equal(replicas: list[Replica]) -> None:
    chance = random.Random(21)  # noqa: S311 - a test's
    await asyncio.gather(
        *(
            chance.choice(replicas).faces.enrol(FaceEnrolment(user_id=chance.choice(PEOPLE), image=face("a", take)))
            for take in range(40)
        )
    )
    await become_alike(replicas)

    photographs = [holder.photographs for holder in (await replicas[1].faces.holders()).items]
    assert max(photographs) <= 5
    assert sum(photographs) > 25


async def test_a_flushed_redis_is_noticed_at_the_next_message(replicas: list[Replica], redis: Redis) -> None:
    one, other = replicas
    await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[0], image=face(PEOPLE[0])))
    await become_alike(replicas)
    # The other replica is kept from reading until its message is gone.
    other_gallery = other.app.state.passengers._gallery
    async with other_gallery._one_at_a_time:
        await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[1], image=face(PEOPLE[1])))
        await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[2], image=face(PEOPLE[2])))
        await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[3], image=face(PEOPLE[3])))
        await redis.flushall()  # pyright: ignore[reportUnknownMemberType] - its **kwargs are bare
    await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[4], image=face(PEOPLE[4])))
    await become_alike(replicas)

    assert await found(one) == await found(other)


async def test_what_was_never_told_is_found_by_comparing(face_settings: FaceServerSettings, redis: Redis) -> None:
    """As after a crash between Chroma and the message: here every message is lost."""
    often = face_settings.model_copy(update={"compare_seconds": 0.2})
    async with start_replica(often) as one, start_replica(often) as other:
        one.app.state.passengers._feed._redis = _Deaf()
        chance = random.Random(22)  # noqa: S311 - a test's
        for _ in range(15):
            await change(one, chance)
        await become_alike([one, other])

        assert await found(one) == await found(other)
        assert not await redis.exists(STREAM)


class _Deaf:
    """A Redis that takes nothing."""

    async def execute_command(self, *_: object) -> None:
        raise ConnectionError


async def test_messages_that_make_no_sense_stop_nobody(replicas: list[Replica], redis: Redis) -> None:
    one, other = replicas
    await redis.xadd(STREAM, {"gallery": "passengers"})
    await redis.xadd(STREAM, {"gallery": "elsewhere", "person": "x", "replica": "y", "number": "one"})
    await one.faces.enrol(FaceEnrolment(user_id=PEOPLE[0], image=face(PEOPLE[0])))
    await become_alike(replicas)

    assert await found(one) == await found(other)


async def test_messages_name_people_by_pseudonym_alone(replicas: list[Replica], redis: Redis) -> None:
    await replicas[0].faces.enrol(FaceEnrolment(user_id=PEOPLE[0], image=face(PEOPLE[0])))
    pseudonym = (await replicas[0].faces.holders()).items[0].pseudonym

    entries: Any = await redis.xrange(STREAM)
    ((_, message),) = entries

    assert set(message) == {b"gallery", b"person", b"replica", b"number"}
    assert message[b"person"] == pseudonym.encode()
