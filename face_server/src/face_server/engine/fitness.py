"""Which faces are good enough: strictly for a photograph that is kept, hardly at all for a frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from face_server.images.faults import poor_image
from provodnik.contracts.faces import Box, FaceQuality, NoFace, PictureFault, SeveralFaces

# Beside the person whose photograph it is: a face of half their size is too many, unless it is at the picture's edge
# (1; its middle is 0) while theirs is in the middle, as a neighbour's on a photograph that was cut out of a larger one.
_TOO_LARGE_A_NEIGHBOUR: Final = 0.5
_IN_THE_MIDDLE: Final = 0.35
_AT_THE_EDGE: Final = 0.7


@dataclass(frozen=True)
class Limits:
    """What a face must have at least (turn: at most).

    They keep out what is clearly bad: a photograph with less than one of these costs its owner more refusals than
    coming again. Measured on portraits of the London set, 110 px high, saved as press photographs are: sharpness 0.13
    to 0.38, and 0.03 once blurred over two pixels; brightness 69 to 167; turn up to 0.09, and 0.3 at some 45 degrees.
    """

    face_px: int
    sharpness: float = 0.0
    brightness: float = 0.0
    turn: float = 1e9

    def check(self, quality: FaceQuality) -> None:
        """Raises PoorImage for the first of them that is broken."""
        faults = {
            PictureFault.FACE_TOO_SMALL: quality.face_px < self.face_px,
            PictureFault.TOO_DARK: quality.brightness < self.brightness,
            PictureFault.BLURRED: quality.sharpness < self.sharpness,
            PictureFault.TURNED: quality.turn > self.turn,
        }
        for fault, holds in faults.items():
            if holds:
                raise poor_image(fault)


def photograph_limits(face_px: int) -> Limits:
    return Limits(face_px, sharpness=0.018, brightness=20.0, turn=0.28)


def frame_limits(face_px: int) -> Limits:
    return Limits(face_px)


def only_face(boxes: Sequence[Box], picture_width: int) -> Box:
    """The face of whom the photograph is. Raises NoFace, SeveralFaces."""
    if not boxes:
        raise NoFace
    first, *others = sorted(boxes, key=lambda box: box.side, reverse=True)
    in_the_middle = _off_centre(first, picture_width) <= _IN_THE_MIDDLE
    for other in others:
        aside = in_the_middle and _off_centre(other, picture_width) >= _AT_THE_EDGE
        if other.side >= first.side * _TOO_LARGE_A_NEIGHBOUR and not aside:
            raise SeveralFaces
    return first


def _off_centre(box: Box, picture_width: int) -> float:
    half = picture_width / 2
    return abs((box.left + box.right) / 2 - half) / half
