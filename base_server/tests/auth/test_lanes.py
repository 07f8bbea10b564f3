import asyncio

import pytest

from base_server.auth.lanes import LONGEST_QUEUE, SlowLanes
from provodnik.contracts.errors import TooManyFailures


async def test_attempts_of_one_address_take_turns() -> None:
    lanes, inside = SlowLanes(0), 0

    async def attempt() -> int:
        nonlocal inside
        async with lanes.turn("one"):
            inside += 1
            await asyncio.sleep(0)
            together = inside
            inside -= 1
        return together

    assert await asyncio.gather(*(attempt() for _ in range(LONGEST_QUEUE))) == [1] * LONGEST_QUEUE


async def test_addresses_do_not_wait_for_each_other() -> None:
    lanes = SlowLanes(0)

    async with lanes.turn("one"), lanes.turn("another"):
        pass  # the second would never come to its turn in the first one's lane


async def test_only_an_address_with_a_full_lane_is_refused() -> None:
    lanes, done = SlowLanes(0), asyncio.Event()

    async def wait(address: str) -> None:
        async with lanes.turn(address):
            await done.wait()

    waiting = [asyncio.create_task(wait("one")) for _ in range(LONGEST_QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyFailures):
        await wait("one")
    other = asyncio.create_task(wait("another"))
    done.set()
    await asyncio.gather(*waiting, other)


async def test_an_attempt_that_is_given_up_leaves_the_lane() -> None:
    """Otherwise the last would be refused: its lane would be full."""
    lanes = SlowLanes(3600)
    for _ in range(LONGEST_QUEUE + 1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001), lanes.turn("one"):
                pass
