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


@dataclass(frozen=True)
class Face:
    box: Box
    confidence: float  # the detector's own score: 0 is its limit, a clear frontal face has 1 and more


class FaceDetector:
    """Not for two threads at once."""

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()

    def faces(self, picture: Picture) -> list[Face]:
        """Every face in it, the largest first."""
        height, width = picture.shape[:2]
        upsampled = int(min(height, width) < UPSAMPLED_BELOW_PX)
        boxes, confidences, _ = self._detector.run(picture, upsampled, 0.0)
        found = [
            Face(Box(left=box.left(), top=box.top(), right=box.right() + 1, bottom=box.bottom() + 1), confidence)
            for box, confidence in zip(_each(boxes), confidences, strict=True)
        ]
        return sorted(found, key=lambda face: face.box.side, reverse=True)


def _each(boxes: dlib.rectangles) -> list[dlib.rectangle]:
    return [boxes[index] for index in range(len(boxes))]
