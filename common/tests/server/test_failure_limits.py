import asyncio

import pytest
from redis.asyncio import Redis

from provodnik.server.failure_limits import WINDOW_SECONDS, FailureLimits


@pytest.fixture
def limits(redis: Redis) -> FailureLimits:
    return FailureLimits(redis, limit=3)


async def test_only_the_failures_past_the_limit_are_too_many(limits: FailureLimits) -> None:
    assert [await limits.record("address:a") for _ in range(5)] == [False, False, False, True, True]


async def test_each_key_counts_for_itself_and_one_is_enough(limits: FailureLimits) -> None:
    for _ in range(3):
        await limits.record("engineer:x")

    assert not await limits.record("address:a")
    assert await limits.record("address:a", "engineer:x")


async def test_the_limit_is_reached_before_it_is_passed(limits: FailureLimits) -> None:
    seen: list[bool] = []
    for _ in range(4):
        seen.append(await limits.exceeded("address:a", "engineer:x"))
        await limits.record("address:a")

    assert seen == [False, False, False, True]


async def test_failures_at_once_are_all_counted(limits: FailureLimits) -> None:
    outcomes = await asyncio.gather(*(limits.record("address:a") for _ in range(20)))

    assert outcomes.count(False) == 3


async def test_the_window_begins_with_the_first_failure_and_does_not_move(limits: FailureLimits, redis: Redis) -> None:
    await limits.record("address:a")
    await redis.expire("failures:address:a", 100)

    await limits.record("address:a")

    assert await redis.ttl("failures:address:a") <= 100 < WINDOW_SECONDS


async def test_after_the_window_everything_is_forgotten(limits: FailureLimits, redis: Redis) -> None:
    for _ in range(4):
        await limits.record("address:a")

    await redis.pexpire("failures:address:a", 0)

    assert not await limits.exceeded("address:a")
    assert not await limits.record("address:a")
