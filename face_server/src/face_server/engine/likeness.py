"""When two faces are one person's, by each engine's own rule (figures: docs/decisions)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.engine.interface import Match, Matrix, Vector


def unit(vectors: Matrix) -> Matrix:
    """Each row at length 1; a row of nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


@dataclass(frozen=True)
class CosineLikeness:
    """Vectors of length 1. The score is the cosine, and one limit holds for any number of photographs and frames."""

    name: str
    dimension: int
    limit: float

    def person(self, photographs: Matrix) -> Vector:
        return unit(photographs.mean(axis=0))

    def best(self, probe: Vector, frames: int, people: Matrix, photographs: Sequence[int]) -> Match:
        del frames, photographs
        nearest = self.nearest(probe, people)
        found = nearest.score is not None and nearest.score >= self.limit
        return nearest if found else Match(None, nearest.score)

    def nearest(self, probe: Vector, people: Matrix) -> Match:
        """Whoever is likeliest, however little."""
        if not len(people):
            return Match(None, None)
        cosines = people @ probe
        row = int(cosines.argmax())
        return Match(row, float(cosines[row]))


# Found: the nearest is at most so far, and the second nearest is so much further.
_SEVERAL_PHOTOGRAPHS: Final = 2
_SEVERAL_FRAMES: Final = 3
# 0.45 was measured to let in a stranger of a thousand, and still let in one of the London set's 102, at 0.438; its
# least like pair of one person is at 0.424.
_FEW: Final = (0.43, 0.10)
_SEVERAL: Final = (0.37, 0.07)


@dataclass(frozen=True)
class DlibLikeness:
    """Vectors as dlib makes them, of any length. The score is 1 − distance."""

    name: str = "dlib-1"
    dimension: int = 128

    def person(self, photographs: Matrix) -> Vector:
        return photographs.mean(axis=0, dtype=np.float32)

    def best(self, probe: Vector, frames: int, people: Matrix, photographs: Sequence[int]) -> Match:
        if not len(people):
            return Match(None, None)
        distances = np.linalg.norm(people - probe, axis=1)
        row = int(distances.argmin())
        nearest = float(distances[row])
        distances[row] = np.inf
        margin = float(distances.min()) - nearest  # infinite where there is nobody else
        several = photographs[row] >= _SEVERAL_PHOTOGRAPHS and frames >= _SEVERAL_FRAMES
        furthest, least_margin = _SEVERAL if several else _FEW
        found = nearest <= furthest and margin >= least_margin
        return Match(row if found else None, 1 - nearest)

    def nearest(self, probe: Vector, people: Matrix) -> Match:
        """Whoever is likeliest, however little."""
        if not len(people):
            return Match(None, None)
        distances = np.linalg.norm(people - probe, axis=1)
        row = int(distances.argmin())
        return Match(row, 1 - float(distances[row]))
