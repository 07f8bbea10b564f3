"""Whose turn it is, where several faces are in view."""

from collections.abc import Sequence
from typing import Final

from provodnik.contracts.faces import Box, NoFace, SeveralFaces

# The detector's sizes come in steps of 1.2, so one face is clearly nearer than another from here on.
_CLEARLY_NEARER: Final = 1.25
# The passenger stands before the camera, the queue beside and behind: at the picture's edge (1; its middle is 0) a face
# counts for half, and one beyond this place is no rival, however near.
_EDGE_DISCOUNT: Final = 0.5
_AT_THE_EDGE: Final = 0.7


def passenger_of(boxes: Sequence[Box], picture_width: int) -> Box:
    """The face whose turn it is. Raises NoFace, and SeveralFaces where nobody's is clearly nearer than the others'."""
    if not boxes:
        raise NoFace
    first = max(boxes, key=lambda box: _nearness(box, picture_width))
    others = [box for box in boxes if box is not first]
    if any(_rivals(box, first, picture_width) for box in others):
        raise SeveralFaces
    return first


def _rivals(other: Box, first: Box, picture_width: int) -> bool:
    as_large = other.side * _CLEARLY_NEARER > first.side and _off_centre(other, picture_width) < _AT_THE_EDGE
    return as_large or _nearness(other, picture_width) * _CLEARLY_NEARER > _nearness(first, picture_width)


def _nearness(box: Box, picture_width: int) -> float:
    return box.side * (1 - _EDGE_DISCOUNT * min(_off_centre(box, picture_width), 1.0))


def _off_centre(box: Box, picture_width: int) -> float:
    half = picture_width / 2
    return abs((box.left + box.right) / 2 - half) / half
