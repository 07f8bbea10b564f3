"""What an engine is. Everything that differs between two engines is behind this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from provodnik.contracts.faces import Box, FaceQuality
from provodnik.faces.detection import Picture

Vector = NDArray[np.float32]  # [dimension]
Matrix = NDArray[np.float32]  # [rows, dimension]


@dataclass(frozen=True)
class FoundFace:
    """A face in a picture, in pixels of the picture as it was sent, upright."""

    box: Box
    quality: FaceQuality


@dataclass(frozen=True)
class Described:
    """A person's face as a vector; what it was made of is gone."""

    vector: Vector
    quality: FaceQuality


class Likeness(Protocol):
    """How two faces are compared and when they are the same person's: the engine's rule, cheap to send to a process.

    It compares what is stored (rotated by an orthogonal matrix, which changes neither cosines nor distances).
    """

    @property
    def name(self) -> str:
        """Name and version, such as "mobilefacenet-1": vectors of two engines never meet."""
        ...

    @property
    def dimension(self) -> int: ...

    def person(self, photographs: Matrix) -> Vector:
        """One vector for a person's photographs (or for one person's frames)."""
        ...

    def best(self, probe: Vector, frames: int, people: Matrix, photographs: Sequence[int]) -> "Match":
        """The likeliest of `people` (one row each, of so many photographs), and whether that is good enough.

        `frames`: how many the probe was made of. Without people: nobody, without a score.
        """
        ...


@dataclass(frozen=True)
class Match:
    row: int | None  # of the person who was found; None where nobody passes the limits
    score: float | None  # the best that there was; higher is likelier, whatever the engine


class Engine(Protocol):
    """Loaded once in a worker process; not for two threads at once."""

    @property
    def likeness(self) -> Likeness: ...

    def faces(self, picture: Picture) -> list[FoundFace]:
        """Every face, the largest first."""
        ...

    def describe_photograph(self, picture: Picture) -> Described:
        """For enrolment, strictly. Raises NoFace, SeveralFaces, PoorImage, each with what is to be done."""
        ...

    def describe_frame(self, picture: Picture) -> Described:
        """For a search: refuses only what can't be used. Raises as `describe_photograph`."""
        ...
