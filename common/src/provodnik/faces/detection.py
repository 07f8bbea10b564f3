"""Frontal faces by dlib's HOG detector."""

from dataclasses import dataclass
from typing import Final

import dlib
import numpy as np
from numpy.typing import NDArray

from provodnik.contracts.faces import Box

Picture = NDArray[np.uint8]

# The detector's smallest face is 80 px; doubled pictures let it find one of 40. Above this a passenger before a camera
# is found without, in a quarter of the time (design/faces.md).
UPSAMPLED_BELOW_PX: Final = 400
# Beside a clear face, what the detector is so much less sure of is a badge or a crease, as a rule: those had up to a
# fifth of its score, people beside each other a third and more.
_UNLIKELY_BESIDE_THE_SUREST: Final = 0.3
# The detector is five: for faces seen from the front, turned to either side, and tilted to either side.
_TURNED: Final = frozenset({1, 2})


@dataclass(frozen=True)
class Face:
    box: Box
    confidence: float  # the detector's own score: 0 is its limit, a clear frontal face has 1 and more
    turned: bool = False  # to the left or right, as far as can be told without landmarks


class FaceDetector:
    """Not for two threads at once."""

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()

    def faces(self, picture: Picture, least_confidence: float = 0.0) -> list[Face]:
        """Every face in it, the largest first."""
        height, width = picture.shape[:2]
        upsampled = int(min(height, width) < UPSAMPLED_BELOW_PX)
        boxes, confidences, detectors = self._detector.run(picture, upsampled, least_confidence)
        surest = max(confidences, default=0.0)
        found = [
            Face(_box(rectangle), confidence, turned=detector in _TURNED)
            for rectangle, confidence, detector in zip(_each(boxes), confidences, detectors, strict=True)
            if confidence >= min(surest, surest * _UNLIKELY_BESIDE_THE_SUREST)
        ]
        return sorted(found, key=lambda face: face.box.side, reverse=True)


def _box(rectangle: dlib.rectangle) -> Box:
    return Box(left=rectangle.left(), top=rectangle.top(), right=rectangle.right() + 1, bottom=rectangle.bottom() + 1)


def _each(boxes: dlib.rectangles) -> list[dlib.rectangle]:
    return [boxes[index] for index in range(len(boxes))]
