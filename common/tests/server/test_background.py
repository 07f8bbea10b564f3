import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest

from provodnik.server.background import Repeated, at_work


class Work:
    """Does what it is told to, turn by turn, and tells when it has had as many turns."""

    def __init__(self, *failures: Exception | None) -> None:
        self._failures = list(failures)
        self._turn = asyncio.Condition()
        self.turns = 0

    async def __call__(self) -> None:
        async with self._turn:
            self.turns += 1
            self._turn.notify_all()
        failure = self._failures.pop(0) if self._failures else None
        if failure:
            raise failure

    async def has_had(self, turns: int) -> None:
        async with self._turn:
            await self._turn.wait_for(lambda: self.turns >= turns)


@asynccontextmanager
async def repeating(repeated: Repeated) -> AsyncGenerator[None]:
    task = asyncio.create_task(repeated.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_work_is_done_again_and_its_failure_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    down = ConnectionRefusedError("a secret address")
    work = Work(down, down, None, down)
    async with repeating(Repeated("events", work, 0.001)):
        await work.has_had(6)

    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "events wait: ConnectionRefusedError"),
        ("WARNING", "events wait: ConnectionRefusedError"),
    ]


async def test_what_is_said_elsewhere_is_not_said_here(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(ConnectionRefusedError())
    async with repeating(Repeated("events", work, 0.001, (ConnectionError,))):
        await work.has_had(2)

    assert not caplog.records


async def test_who_is_woken_works_at_once() -> None:
    work = Work()
    repeated = Repeated("events", work, 600)
    async with repeating(repeated):
        for turns in range(1, 4):
            repeated.wake()
            await work.has_had(turns)


async def test_jobs_end_with_what_they_are_beside_of_and_their_faults_are_told() -> None:
    async def fails() -> None:
        raise ValueError("a fault")

    work = Work()
    with pytest.raises(ValueError, match="a fault"):
        async with at_work(fails(), Repeated("events", work, 0.001).run()):
            await work.has_had(1)


async def test_a_job_that_loses_a_cancellation_ends_all_the_same() -> None:
    lost = 0

    async def stubborn() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                lost += 1
                if lost == 2:
                    raise

    async with at_work(stubborn()):
        await asyncio.sleep(0)

    assert lost == 2
