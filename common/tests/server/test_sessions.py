from typing import cast
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from provodnik.server.sessions import ABSOLUTE_SECONDS, SLIDING_SECONDS, Device, DeviceKind, DeviceSessions

ROBOT = Device(DeviceKind.ROBOT, uuid4())


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(redis: Redis, clock: Clock) -> DeviceSessions:
    return DeviceSessions(redis, clock)


async def keys_of(redis: Redis) -> list[str]:
    return cast("list[str]", await redis.keys("session:*"))  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped


async def only_key(redis: Redis) -> str:
    (key,) = await keys_of(redis)
    return key


async def test_a_token_leads_to_its_device(sessions: DeviceSessions) -> None:
    terminal = Device(DeviceKind.STORE, ROBOT.id, store_id=uuid4())
    robot, store = await sessions.open(ROBOT), await sessions.open(terminal)

    assert await sessions.owner(robot) == ROBOT
    assert await sessions.owner(store) == terminal


@pytest.mark.parametrize("stored", ["robot:{id}:{ends}", "", "robot", "robot:{id}::{ends}:more"])
async def test_a_session_of_another_version_has_ended(
    sessions: DeviceSessions, redis: Redis, clock: Clock, stored: str
) -> None:
    token = await sessions.open(ROBOT)
    await redis.set(await only_key(redis), stored.format(id=ROBOT.id, ends=clock.now + 60))

    assert await sessions.owner(token) is None
    assert await keys_of(redis) == []


@pytest.mark.parametrize("token", ["", "x", "ключ", "session:", "*"])
async def test_any_other_token_leads_nowhere(sessions: DeviceSessions, token: str) -> None:
    await sessions.open(ROBOT)

    assert await sessions.owner(token) is None


async def test_tokens_are_of_256_bits_and_kept_as_their_hash(sessions: DeviceSessions, redis: Redis) -> None:
    tokens = {await sessions.open(ROBOT) for _ in range(10)}

    kept = [f"{key} {await redis.get(key)}" for key in await keys_of(redis)]
    assert len(tokens) == len(kept) == 10
    assert min(map(len, tokens)) == 43
    assert not any(token in entry for token in tokens for entry in kept)


async def test_each_use_keeps_it_for_another_hour(sessions: DeviceSessions, redis: Redis) -> None:
    token = await sessions.open(ROBOT)
    await redis.expire(await only_key(redis), 10)

    await sessions.owner(token)

    assert SLIDING_SECONDS == 3600
    assert await redis.ttl(await only_key(redis)) > SLIDING_SECONDS - 10


async def test_unused_it_ends_after_an_hour(sessions: DeviceSessions, redis: Redis) -> None:
    token = await sessions.open(ROBOT)
    assert 0 < await redis.ttl(await only_key(redis)) <= SLIDING_SECONDS

    await redis.pexpire(await only_key(redis), 0)

    assert await sessions.owner(token) is None


async def test_it_ends_after_a_day_however_busy_it_is(sessions: DeviceSessions, redis: Redis, clock: Clock) -> None:
    token = await sessions.open(ROBOT)

    clock.now += ABSOLUTE_SECONDS - 1
    assert await sessions.owner(token) == ROBOT
    clock.now += 1
    assert await sessions.owner(token) is None

    assert ABSOLUTE_SECONDS == 24 * 3600
    assert await keys_of(redis) == []


async def test_of_those_that_ended_nothing_is_kept(sessions: DeviceSessions, redis: Redis, clock: Clock) -> None:
    for _ in range(3):
        await sessions.open(ROBOT)
        clock.now += ABSOLUTE_SECONDS

    assert await redis.zcard(f"sessions_by_end:robot:{ROBOT.id}") == 1


async def test_closing_ends_one(sessions: DeviceSessions) -> None:
    closed, open_ = await sessions.open(ROBOT), await sessions.open(ROBOT)

    await sessions.close(closed)

    assert (await sessions.owner(closed), await sessions.owner(open_)) == (None, ROBOT)


async def test_closing_all_ends_every_one_of_the_device_and_no_other(sessions: DeviceSessions) -> None:
    other = Device(DeviceKind.ROBOT, uuid4())
    mine, theirs = [await sessions.open(ROBOT) for _ in range(3)], await sessions.open(other)

    await sessions.close_all(ROBOT)
    await sessions.close_all(ROBOT)

    assert [await sessions.owner(token) for token in mine] == [None] * 3
    assert await sessions.owner(theirs) == other
