import asyncio
import time

from robot.stalls import STALL_SECONDS, StallMonitor
from robot.testing import until
from robot.waiting import abandon


async def test_a_blocked_loop_is_noticed_and_a_free_one_is_not() -> None:
    monitor = StallMonitor()
    watching = asyncio.create_task(monitor.run())
    await until(lambda: monitor.since_reset().beats >= 3)

    time.sleep(0.06)  # noqa: ASYNC251 - this is the stall
    await until(lambda: monitor.since_reset().longest_ms > STALL_SECONDS * 1000)

    stalls = monitor.since_reset()
    assert stalls.count >= 1
    assert stalls.longest_ms >= 50
    assert stalls.p99_ms <= stalls.longest_ms
    monitor.reset()
    assert monitor.since_reset().longest_ms == 0
    await abandon([watching])
