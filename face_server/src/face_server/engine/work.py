"""What the rest of face_server asks of the worker processes."""

from collections.abc import Sequence
from typing import Protocol

from face_server.engine.interface import Described, Likeness
from provodnik.contracts.faces import FacesDetected


class FaceWork(Protocol):
    """Reads pictures (JPEG, PNG or WebP files) in processes of its own.

    Every call raises NoFace, SeveralFaces, PoorImage for what can't be used, and FacesUnavailable (503, with
    `retry_after`) while the queue is full or the worker died twice under it.
    """

    @property
    def likeness(self) -> Likeness: ...

    async def describe_photograph(self, image: bytes) -> Described:
        """Strictly, for enrolment."""
        ...

    async def describe_frames(self, images: Sequence[bytes]) -> tuple[Described, int]:
        """One vector of several frames of one person, and how many of them could be used.

        A frame that can't be used is left out; where none can, the first one's refusal is raised.
        """
        ...

    async def detect(self, image: bytes) -> FacesDetected: ...
