"""Which frames of a face to send, and what to tell the passenger meanwhile. Pure: the times are the caller's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

from provodnik.contracts.faces import Box
from robot.faces.sight import Candidate, FaceInView, Nobody, Sight
from robot.states.views import LookHint

FRAMES: Final = 3
# Nearer ones are the same picture twice.
APART_SECONDS: Final = 0.2
# Looked at for so long before the sharpest are taken; an older frame may be of the moment before the face was still.
LEAST_SECONDS: Final = 0.8
MOST_SECONDS: Final = 1.5
# The detector misses a face for a frame or two; one that is away for longer may be another's.
GAP_SECONDS: Final = 0.4
_SAME_FACE_OVERLAP: Final = 0.3
# A hint is said once its reason has lasted, and stays long enough to be read.
STEADY_SECONDS: Final = 0.4
READ_SECONDS: Final = 1.2
# After so long a face is taken as it is: the server may know it in spite of a beard's shadow or a lazy camera.
PATIENCE_SECONDS: Final = 4.0
# More than a kiosk sees in the time; a limit of the memory.
_MOST_CANDIDATES: Final = 24


@dataclass(frozen=True, eq=False)
class _Taken:
    at: float
    candidate: Candidate = field(repr=False)


class Collector:
    def __init__(self, hint: LookHint | None = None) -> None:
        """`hint`: what is said already."""
        self._guide = _Guide(hint)
        self._taken: list[_Taken] = []
        self._box: Box | None = None
        self._seen_at = 0.0
        self._face_since = 0.0

    @property
    def hint(self) -> LookHint | None:
        """What to say."""
        return self._guide.hint

    def after(self, sight: Sight, at: float) -> None:
        """`at`: the frame's monotonic time in seconds, never less than the one before."""
        wanted = self._follow(sight, at)
        if isinstance(sight, FaceInView) and wanted is LookHint.HOLD_STILL:
            self._taken.append(_Taken(at, sight.candidate))
        self._taken = [taken for taken in self._taken if at - taken.at <= MOST_SECONDS][-_MOST_CANDIDATES:]
        self._guide.wants(wanted, at)

    def frames(self) -> tuple[Candidate, ...]:
        """The three to send, the oldest first; none while they are not all there, or a hint is still to be read."""
        if self.hint is not LookHint.HOLD_STILL or not self._taken:
            return ()
        if self._taken[-1].at - self._taken[0].at < LEAST_SECONDS:
            return ()
        return tuple(taken.candidate for taken in _sharpest(self._taken))

    def forget(self) -> None:
        self._taken.clear()
        self._box = None

    def _follow(self, sight: Sight, at: float) -> LookHint | None:
        """Keep to one face; what is in view calls for this hint."""
        if self._box and at - self._seen_at > GAP_SECONDS:
            self.forget()
        if isinstance(sight, Nobody):
            return None
        if isinstance(sight, LookHint):
            self.forget()
            return sight
        if self._box is None or _overlap(self._box, sight.box) < _SAME_FACE_OVERLAP:
            self.forget()
            self._face_since = at
        self._box, self._seen_at = sight.box, at
        if sight.advice is None or at - self._face_since >= PATIENCE_SECONDS:
            return LookHint.HOLD_STILL
        return sight.advice


class _Guide:
    """One hint at a time, calmly."""

    def __init__(self, hint: LookHint | None) -> None:
        self.hint = hint
        self._shown_at: float | None = None
        self._wanted = hint
        self._wanted_since = 0.0

    def wants(self, wanted: LookHint | None, at: float) -> None:
        if self._shown_at is None:
            self._shown_at = at
        if wanted is not self._wanted:
            self._wanted, self._wanted_since = wanted, at
        if wanted is self.hint or not self._due(wanted, at):
            return
        self.hint, self._shown_at = wanted, at

    def _due(self, wanted: LookHint | None, at: float) -> bool:
        was_read = self.hint is None or at - (self._shown_at or 0.0) >= READ_SECONDS
        steady = wanted is LookHint.HOLD_STILL or at - self._wanted_since >= STEADY_SECONDS
        return was_read and steady


def _sharpest(taken: Iterable[_Taken]) -> tuple[_Taken, ...]:
    """The three that are sharpest together and far enough apart; none where there are no three such."""

    def apart(three: tuple[_Taken, ...]) -> bool:
        return all(later.at - earlier.at >= APART_SECONDS for earlier, later in pairwise(three))

    def sharpness(three: tuple[_Taken, ...]) -> float:
        return sum(one.candidate.sharpness for one in three)

    return max(filter(apart, combinations(taken, FRAMES)), key=sharpness, default=())


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0, width) * max(0, height)
    return shared / (_area(one) + _area(other) - shared)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
