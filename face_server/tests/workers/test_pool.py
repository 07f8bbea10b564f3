"""What becomes of the workers and the queue when workers die, hang and fail. The engine does as pictures tell it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import psutil
import pytest

from face_server.engine.errors import EngineUnusable
from face_server.testing.faulty import DIES, FAILS, HANGS, NO_FACE, FaultyRecipe
from face_server.workers.face_work import FaceWorkers
from face_server.workers.messages import Job, Task
from face_server.workers.pool import WorkerLimits, default_workers
from provodnik.contracts.errors import InternalError
from provodnik.contracts.faces import FacesUnavailable, NoFace, PictureFault, PoorImage

Grey = Callable[[int], bytes]


@asynccontextmanager
async def working(
    workers: int = 1, waiting: int = 8, deadline_seconds: float = 10, job_seconds: float = 0
) -> AsyncGenerator[FaceWorkers]:
    limits = WorkerLimits(workers, waiting, deadline_seconds)
    async with FaceWorkers(FaultyRecipe(job_seconds=job_seconds), limits) as work:
        yield work


async def all_ready(work: FaceWorkers, workers: int, but: list[int]) -> None:
    """Until there are so many workers again, none of them one of those."""
    async with asyncio.timeout(30):
        while len(work.pool.pids) < workers or set(work.pool.pids) & set(but):  # noqa: ASYNC110 - the pool tells nobody
            await asyncio.sleep(0.02)


class TestAnswers:
    async def test_refusals_come_back_as_themselves(self, grey: Grey) -> None:
        async with working() as work:
            with pytest.raises(NoFace):
                await work.describe_photograph(grey(NO_FACE))
            with pytest.raises(PoorImage, match="send a whole JPEG") as refusal:
                await work.detect(b"no picture")

        assert refusal.value.details == {"fault": PictureFault.UNREADABLE}

    async def test_frames_become_one_vector(self, grey: Grey) -> None:
        async with working() as work:
            described, used = await work.describe_frames([grey(100), grey(100), grey(200)])

        assert used == 3
        assert described.vector[100 // 16] == pytest.approx(2 * described.vector[200 // 16])

    async def test_frames_that_cannot_be_used_are_left_out(self, grey: Grey) -> None:
        async with working() as work:
            described, used = await work.describe_frames([b"damaged", grey(NO_FACE), grey(200)])

        assert (used, described.vector[200 // 16]) == (1, 1)

    async def test_where_no_frame_can_be_used_the_first_ones_refusal_is_told(self, grey: Grey) -> None:
        async with working() as work:
            with pytest.raises(NoFace):
                await work.describe_frames([grey(NO_FACE), b"damaged"])
            with pytest.raises(PoorImage):
                await work.describe_frames([b"damaged", grey(NO_FACE)])

    async def test_frames_are_read_side_by_side(self, grey: Grey) -> None:
        async with working(workers=3, job_seconds=0.5) as work:
            begun = time.monotonic()
            await work.describe_frames([grey(100)] * 3)

        assert time.monotonic() - begun < 1.4


class TestDeaths:
    async def test_a_job_whose_worker_is_killed_is_done_by_another(self, grey: Grey) -> None:
        async with working(workers=2, job_seconds=0.4) as work:
            jobs = [asyncio.create_task(work.describe_photograph(grey(100 + 16 * number))) for number in range(6)]
            await asyncio.sleep(0.2)
            before = work.pool.pids
            psutil.Process(before[0]).kill()
            described = await asyncio.gather(*jobs)

            assert [int(one.vector.argmax()) for one in described] == [(100 + 16 * number) // 16 for number in range(6)]
            await all_ready(work, 2, but=before[:1])
            assert work.pool.unfinished == 0

    async def test_a_picture_that_kills_each_worker_is_given_up(self, grey: Grey) -> None:
        async with working(workers=2) as work:
            before = work.pool.pids
            with pytest.raises(FacesUnavailable) as refusal:
                await work.describe_photograph(grey(DIES))

            assert refusal.value.details["retry_after"] >= 1
            await all_ready(work, 2, but=before)
            assert (await work.describe_frames([grey(100)]))[1] == 1

    async def test_such_a_picture_takes_no_other_along(self, grey: Grey) -> None:
        async with working(workers=2, job_seconds=0.05) as work:
            good = [asyncio.create_task(work.describe_photograph(grey(100))) for _ in range(3)]
            deadly = asyncio.create_task(work.describe_photograph(grey(DIES)))
            good += [asyncio.create_task(work.describe_photograph(grey(100))) for _ in range(3)]

            assert len(await asyncio.gather(*good)) == 6
            with pytest.raises(FacesUnavailable):
                await deadly

    async def test_idle_workers_that_are_killed_are_replaced(self, grey: Grey) -> None:
        async with working(workers=2) as work:
            before = work.pool.pids
            for pid in before:
                psutil.Process(pid).kill()

            assert (await work.describe_frames([grey(100)]))[1] == 1
            await all_ready(work, 2, but=before)

    async def test_a_worker_that_takes_too_long_is_stopped(self, grey: Grey) -> None:
        async with working(workers=1, deadline_seconds=0.5) as work:
            before = work.pool.pids
            begun = time.monotonic()
            with pytest.raises(FacesUnavailable):
                await work.describe_photograph(grey(HANGS))

            assert time.monotonic() - begun < 1.0  # so it was not tried again
            await all_ready(work, 1, but=before)
            assert not psutil.pid_exists(before[0])

    async def test_a_fault_of_ours_is_recorded_and_the_worker_goes_on(
        self, grey: Grey, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with working(workers=1) as work:
            before = work.pool.pids
            with pytest.raises(InternalError):
                await work.describe_photograph(grey(FAILS))

            assert work.pool.pids == before
        assert "as the picture told" in caplog.text


class TestQueue:
    async def test_a_full_queue_refuses_at_once(self, grey: Grey) -> None:
        async with working(workers=1, waiting=5, job_seconds=0.3) as work:
            accepted = [asyncio.create_task(work.describe_photograph(grey(100))) for _ in range(6)]
            await asyncio.sleep(0)
            begun = time.monotonic()
            with pytest.raises(FacesUnavailable) as refusal:
                await work.describe_photograph(grey(100))

            assert time.monotonic() - begun < 0.1
            assert refusal.value.details == {"retry_after": 1}
            assert len(await asyncio.gather(*accepted)) == 6

    async def test_a_search_is_taken_whole_or_not_at_all(self, grey: Grey) -> None:
        async with working(workers=1, waiting=5, job_seconds=0.2) as work:
            accepted = asyncio.create_task(work.describe_frames([grey(100)] * 4))
            await asyncio.sleep(0)
            with pytest.raises(FacesUnavailable):
                await work.describe_frames([grey(100)] * 3)

            assert work.pool.unfinished == 4
            assert (await accepted)[1] == 4

    async def test_who_gives_up_waiting_leaves_the_queue(self, grey: Grey) -> None:
        async with working(workers=1, job_seconds=0.2) as work:
            first = asyncio.create_task(work.describe_photograph(grey(100)))
            gives_up = asyncio.create_task(work.describe_photograph(grey(DIES)))
            await asyncio.sleep(0.05)
            gives_up.cancel()
            await first

            assert (await work.describe_frames([grey(100)]))[1] == 1
            assert work.pool.unfinished == 0

    async def test_nothing_waits_for_ever(self, grey: Grey) -> None:
        async with working(workers=1, deadline_seconds=0.5) as work:
            hanging = [asyncio.create_task(work.describe_photograph(grey(HANGS))) for _ in range(6)]
            async with asyncio.timeout(5):
                refused = await asyncio.gather(*hanging, return_exceptions=True)

            assert {type(one) for one in refused} == {FacesUnavailable}
            assert work.pool.unfinished == 0

    def test_there_is_room_for_a_whole_search(self) -> None:
        with pytest.raises(ValueError, match="room for 5"):
            WorkerLimits(workers=1, waiting=4)

    def test_by_default_there_is_a_worker_for_each_core_up_to_four(self) -> None:
        assert 1 <= default_workers() <= 4


class TestStartAndEnd:
    async def test_an_engine_that_cannot_be_loaded_is_told_at_the_start(self) -> None:
        before = psutil.Process().children()  # the databases of other tests
        with pytest.raises(EngineUnusable, match="the faulty engine is not usable"):
            async with FaceWorkers(FaultyRecipe(usable=False), WorkerLimits(workers=2)):
                pass

        assert psutil.Process().children() == before

    async def test_the_end_leaves_no_process_and_refuses_what_waits(self, grey: Grey) -> None:
        async with working(workers=2) as work:
            pids = work.pool.pids
            hanging = [asyncio.create_task(work.describe_photograph(grey(HANGS))) for _ in range(4)]
            await asyncio.sleep(0.2)

        assert not any(psutil.pid_exists(pid) for pid in pids)
        refused = await asyncio.gather(*hanging, return_exceptions=True)
        assert {type(one) for one in refused} == {FacesUnavailable}


def test_a_jobs_picture_is_never_in_its_repr() -> None:
    assert repr(Job(Task.FRAME, b"a passenger's face")) == "Job(task=<Task.FRAME: 'frame'>)"
