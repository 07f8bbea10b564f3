"""Worker processes and the queue before them."""

import asyncio
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Final, Self

from face_server.engine.choice import Recipe
from face_server.engine.errors import EngineUnusable
from face_server.workers.messages import Job
from face_server.workers.worker import Worker, WorkerFault, WorkerLost
from provodnik.contracts.errors import DomainError, InternalError
from provodnik.contracts.faces import FacesUnavailable
from provodnik.contracts.pictures import MOST_FRAMES

logger = logging.getLogger(__name__)

_MOST_BY_DEFAULT: Final = 4
_RETRY_SECONDS: Final = 1
_PAUSE_BEFORE_A_RESTART_SECONDS: Final = 1
# How many deadlines a picture is waited for in all.
_PATIENCE: Final = 2


def default_workers() -> int:
    """As many as cores that this process may use, but not more than four."""
    return min(len(os.sched_getaffinity(0)), _MOST_BY_DEFAULT)


@dataclass(frozen=True)
class WorkerLimits:
    workers: int = field(default_factory=default_workers)
    waiting: int = 32  # pictures that may wait for a worker; one search brings MOST_FRAMES at once
    deadline_seconds: float = 10  # for one picture

    def __post_init__(self) -> None:
        if self.workers < 1 or self.waiting < MOST_FRAMES or self.deadline_seconds <= 0:
            raise ValueError(f"there must be a worker, room for {MOST_FRAMES} pictures to wait, and a deadline")


@dataclass(order=True)
class _Queued:
    tries_left: int  # what lost its worker goes first
    number: int
    job: Job = field(compare=False)
    answer: asyncio.Future[Any] = field(compare=False)

    def settle(self, answer: object) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


class WorkerPool:
    """For the event loop that enters it: `async with WorkerPool(recipe) as pool`.

    A job whose worker dies is done again by whichever worker is free, once more than there are workers at the most; one
    that takes too long is not, and its worker is stopped. A worker that has gone, busy or idle, is replaced.
    """

    def __init__(self, recipe: Recipe, limits: WorkerLimits | None = None) -> None:
        self._recipe = recipe
        self._limits = limits or WorkerLimits()
        # Each worker may have died before the job came; what loses one worker more is the job's own fault.
        self._tries = self._limits.workers + 1
        self._queue: asyncio.PriorityQueue[_Queued] = asyncio.PriorityQueue()
        self._numbers = count()
        self._unfinished: set[asyncio.Future[Any]] = set()
        self._workers: dict[int, Worker] = {}
        self._keepers: list[asyncio.Task[None]] = []

    @property
    def unfinished(self) -> int:
        """Jobs that wait or are worked on."""
        return len(self._unfinished)

    @property
    def pids(self) -> list[int]:
        """Of the worker processes that are ready."""
        return list(self._workers)

    async def __aenter__(self) -> Self:
        """All workers are ready. Raises EngineUnusable where the engine can't be loaded."""
        starts = [asyncio.create_task(self._start()) for _ in range(self._limits.workers)]
        started = await asyncio.gather(*starts, return_exceptions=True)
        workers = [worker for worker in started if isinstance(worker, Worker)]
        for failure in started:
            if isinstance(failure, BaseException):
                await asyncio.gather(*(worker.stop() for worker in workers))
                raise failure
        self._keepers = [asyncio.create_task(self._keep(worker)) for worker in workers]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """At once; what is unfinished is refused."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for answer in self._unfinished:
            if not answer.done():
                answer.set_result(_unavailable())

    async def answers(self, jobs: Sequence[Job]) -> list[Any]:
        """Each job's answer, refusals among them, in the order of the jobs.

        Raises FacesUnavailable at once where there is no room for all of them, and InternalError for a fault of ours.
        """
        if len(self._unfinished) + len(jobs) > self._limits.workers + self._limits.waiting:
            raise _unavailable()
        answers = [self._put(job) for job in jobs]
        try:
            # Longer than that nothing waits, even if no worker can be started any more.
            async with asyncio.timeout(_PATIENCE * self._limits.deadline_seconds):
                return await asyncio.gather(*answers)
        except TimeoutError:
            raise _unavailable() from None

    def _put(self, job: Job) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._unfinished.add(answer)
        answer.add_done_callback(self._unfinished.discard)
        self._queue.put_nowait(_Queued(self._tries, next(self._numbers), job, answer))
        return answer

    async def _keep(self, worker: Worker) -> None:
        """See to it that there is one worker, and that it works."""
        while True:
            try:
                await self._employ(worker)
            finally:
                del self._workers[worker.pid]
                await worker.stop()
            logger.warning("worker %d has ended with code %s; another one starts", worker.pid, worker.exit_code)
            worker = await self._replacement()

    async def _employ(self, worker: Worker) -> None:
        """Give it jobs until it has ended or has to."""
        ended = asyncio.create_task(worker.ended())
        try:
            while queued := await self._next(ended):
                if not queued.answer.done() and not await self._do(worker, queued):
                    return
        finally:
            ended.cancel()

    async def _next(self, ended: asyncio.Task[None]) -> _Queued | None:
        """The next job, or None where the worker has ended without one."""
        getting = asyncio.create_task(self._queue.get())
        try:
            await asyncio.wait({getting, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                return getting.result()
            if getting.done():
                self._queue.put_nowait(getting.result())
            return None
        finally:
            getting.cancel()

    async def _do(self, worker: Worker, queued: _Queued) -> bool:
        """Whether the worker can go on."""
        try:
            async with asyncio.timeout(self._limits.deadline_seconds):
                queued.settle(await worker.do(queued.job))
        except TimeoutError:
            logger.warning("worker %d took longer than %s s", worker.pid, self._limits.deadline_seconds)
            queued.settle(_unavailable())
            return False
        except WorkerLost:
            queued.tries_left -= 1
            if queued.tries_left:
                self._queue.put_nowait(queued)
            else:
                queued.settle(_unavailable())
            return False
        except WorkerFault as fault:
            logger.error("worker %d met a fault: %s", worker.pid, fault)  # noqa: TRY400 - the trace is the worker's
            queued.settle(InternalError())
        return True

    async def _replacement(self) -> Worker:
        while True:
            try:
                return await self._start()
            except EngineUnusable as unusable:
                logger.error("no worker can be started: %s", unusable)  # noqa: TRY400 - it says all
            await asyncio.sleep(_PAUSE_BEFORE_A_RESTART_SECONDS)

    async def _start(self) -> Worker:
        """Raises EngineUnusable."""
        try:
            worker = await Worker.start(self._recipe, self._limits.deadline_seconds)
        except (WorkerLost, WorkerFault, OSError) as cause:
            raise EngineUnusable(f"a worker process can't be started: {cause}") from cause
        self._workers[worker.pid] = worker
        return worker


def _unavailable() -> DomainError:
    return FacesUnavailable(retry_after=_RETRY_SECONDS)
