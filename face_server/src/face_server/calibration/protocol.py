"""The protocol: half of the people are enrolled, the other half are strangers; then the other way round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.calibration.describing import DescribedPerson
from face_server.engine.interface import Vector
from face_server.engine.likeness import CosineLikeness, DlibLikeness

AnyLikeness = CosineLikeness | DlibLikeness

CASES: Final = ((1, 1), (2, 1), (1, 3), (2, 3))  # photographs enrolled, frames probed

NEVER: Final = float("-inf")  # the score of a probe of which no frame can be used


@dataclass(frozen=True)
class KnownTrial:
    """A search for somebody who is enrolled."""

    found: bool  # by the engine's own rule
    taken_for_another: bool
    score: float  # the limit up to which they are found; NEVER where another one is nearer


@dataclass(frozen=True)
class StrangerTrial:
    let_in: bool
    score: float


@dataclass(frozen=True)
class CaseTrials:
    photographs: int
    frames: int
    enrolled: int  # in the two galleries together
    known: tuple[KnownTrial, ...]
    strangers: tuple[StrangerTrial, ...]


def run_case(people: Sequence[DescribedPerson], likeness: AnyLikeness, photographs: int, frames: int) -> CaseTrials:
    """Every person's frames in groups of `frames`, each group searched for once as known and once as a stranger."""
    halves = people[::2], people[1::2]
    known: list[KnownTrial] = []
    strangers: list[StrangerTrial] = []
    enrolled = 0
    for gallery, others in (halves, halves[::-1]):
        search = _Search(
            [person for person in gallery if len(person.photographs) >= photographs], likeness, photographs
        )
        enrolled += len(search.names)
        for person in gallery:
            if person.name in search.names:
                known += [search.known(person.name, probe) for probe in _probes(person, frames)]
        for person in others:
            strangers += [search.stranger(probe) for probe in _probes(person, frames)]
    return CaseTrials(photographs, frames, enrolled, tuple(known), tuple(strangers))


def found_among_all(people: Sequence[DescribedPerson], likeness: AnyLikeness) -> tuple[int, int]:
    """With everybody enrolled, of one photograph: how many of all frames find their person, and how many there are."""
    search = _Search([person for person in people if len(person.photographs)], likeness, 1)
    trials = [
        search.known(person.name, probe)
        for person in people
        if person.name in search.names
        for probe in _probes(person, 1)
    ]
    return sum(trial.found for trial in trials), len(trials)


Probe = tuple[Vector, ...]  # the frames that can be used


def _probes(person: DescribedPerson, frames: int) -> Iterator[Probe]:
    """Neighbouring frames together; too few at the end are left out."""
    for start in range(0, len(person.frames) - frames + 1, frames):
        yield tuple(frame for frame in person.frames[start : start + frames] if frame is not None)


class _Search:
    def __init__(self, gallery: Sequence[DescribedPerson], likeness: AnyLikeness, photographs: int) -> None:
        self._likeness = likeness
        self.names = {person.name: row for row, person in enumerate(gallery)}
        rows = [likeness.person(person.photographs[:photographs]) for person in gallery]
        self._people = np.stack(rows) if rows else np.empty((0, likeness.dimension), dtype=np.float32)
        self._photographs = [photographs] * len(rows)

    def known(self, name: str, probe: Probe) -> KnownTrial:
        row, nearest, score = self._ask(probe)
        own = self.names[name]
        return KnownTrial(row == own, row not in {None, own}, score if nearest == own else NEVER)

    def stranger(self, probe: Probe) -> StrangerTrial:
        row, _, score = self._ask(probe)
        return StrangerTrial(row is not None, score)

    def _ask(self, probe: Probe) -> tuple[int | None, int | None, float]:
        """Who is found by the engine's rule, who is nearest, and how near."""
        if not probe or not len(self._people):
            return None, None, NEVER
        vector = self._likeness.person(np.stack(probe))
        match = self._likeness.best(vector, len(probe), self._people, self._photographs)
        nearest = self._likeness.nearest(vector, self._people)
        return match.row, nearest.row, NEVER if nearest.score is None else nearest.score
