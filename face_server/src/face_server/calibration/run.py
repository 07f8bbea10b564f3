"""A calibration from its folders to its report."""

from collections.abc import Callable, Sequence
from typing import Final

from face_server.calibration.describing import describe_people
from face_server.calibration.folders import FolderUnusable, Person
from face_server.calibration.protocol import CASES, CaseTrials, found_among_all, run_case
from face_server.calibration.rates import Rate
from face_server.calibration.report import Measured
from face_server.engine.choice import Recipe
from face_server.engine.likeness import CosineLikeness, DlibLikeness
from face_server.workers.face_work import FaceWorkers
from face_server.workers.pool import WorkerLimits

# Two people for each worker keep it busy while the next picture is read from the disk.
_PEOPLE_PER_WORKER: Final = 2


async def calibrate(
    people: Sequence[Person], source: str, recipe: Recipe, workers: int, progress: Callable[[int], None]
) -> Measured:
    """`progress` is told of so many more pictures. Raises FolderUnusable where the pictures are too few for a case."""
    likeness = recipe.likeness
    if not isinstance(likeness, CosineLikeness | DlibLikeness):
        raise TypeError(f"{likeness.name} can't be measured: it ranks nobody")
    limits = WorkerLimits(workers, waiting=max(8 * workers, 32), deadline_seconds=60)
    async with FaceWorkers(recipe, limits) as work:
        described, refusals = await describe_people(people, work, _PEOPLE_PER_WORKER * workers, progress)
    cases = [run_case(described, likeness, photographs, frames) for photographs, frames in CASES]
    enough = [case for case in cases if _is_enough(case)]
    if not enough:
        raise FolderUnusable(f"of {source} nobody has a usable photograph and a frame besides")
    among_all = Rate(*found_among_all(described, likeness))
    return Measured(likeness.name, source, len(described), refusals, among_all, enough)


def _is_enough(case: CaseTrials) -> bool:
    return bool(case.known and case.strangers)
