"""The FaceWork of the service, done by worker processes."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np

from face_server.engine.choice import Recipe
from face_server.engine.interface import Described, Likeness
from face_server.workers.messages import Job, Task
from face_server.workers.pool import WorkerLimits, WorkerPool
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FacesDetected


class FaceWorkers:
    """`async with FaceWorkers(recipe, limits) as work`: see FaceWork for its calls.

    Entering it starts the workers and waits until they are ready; it raises EngineUnusable where they can't be.
    """

    def __init__(self, recipe: Recipe, limits: WorkerLimits | None = None) -> None:
        self._likeness = recipe.likeness
        self.pool = WorkerPool(recipe, limits)

    async def __aenter__(self) -> Self:
        await self.pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.pool.__aexit__(kind, error, trace)

    @property
    def likeness(self) -> Likeness:
        return self._likeness

    async def describe_photograph(self, image: bytes) -> Described:
        return await self._one(Task.PHOTOGRAPH, image)

    async def describe_frames(self, images: Sequence[bytes]) -> tuple[Described, int]:
        answers = await self.pool.answers([Job(Task.FRAME, image) for image in images])
        used = [answer for answer in answers if isinstance(answer, Described)]
        if not used:
            raise answers[0]
        vector = self._likeness.person(np.stack([described.vector for described in used]))
        return Described(vector, used[0].quality), len(used)

    async def detect(self, image: bytes) -> FacesDetected:
        return await self._one(Task.DETECT, image)

    async def _one(self, task: Task, image: bytes) -> Any:
        (answer,) = await self.pool.answers([Job(task, image)])
        if isinstance(answer, DomainError):
            raise answer
        return answer
