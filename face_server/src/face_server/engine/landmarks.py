"""Five points of a face, by dlib's small landmark model."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import dlib
import numpy as np
from numpy.typing import NDArray

from face_server.engine.errors import EngineUnusable
from provodnik.contracts.faces import Box
from provodnik.faces.detection import Picture

PointSet = NDArray[np.float64]  # [points, 2]: x and y in pixels

_MODEL: Final = "shape_predictor_5_face_landmarks.dat"
_POINTS: Final = 5


class Landmarks:
    """Not for two threads at once."""

    def __init__(self) -> None:
        self._predictor = dlib.shape_predictor(str(model_file(_MODEL)))

    def points(self, picture: Picture, box: Box) -> PointSet:
        """[5, 2]: two corners of the eye on the picture's right, two of the other, the base of the nose."""
        shape = self._predictor(picture, dlib.rectangle(box.left, box.top, box.right - 1, box.bottom - 1))
        parts = [shape.part(index) for index in range(_POINTS)]
        return np.array([(part.x, part.y) for part in parts], dtype=np.float64)


def eyes_and_nose(points: PointSet) -> PointSet:
    """[3, 2]: the middle of the eye on the picture's left, of the other, the base of the nose."""
    return np.stack([points[2:4].mean(axis=0), points[0:2].mean(axis=0), points[4]])


def turn(points: PointSet) -> float:
    """How far the nose is off the middle of the eyes, along the line between them and by its length; 0 is frontal."""
    left, right, nose = eyes_and_nose(points)
    eyes = right - left
    length = float(eyes @ eyes)
    return abs(float((nose - (left + right) / 2) @ eyes)) / length if length else 1.0


def model_file(name: str) -> Path:
    """A file of face_recognition_models, found without an import: that reads pkg_resources, slowly and with a warning.

    Raises EngineUnusable.
    """
    package = find_spec("face_recognition_models")
    file = Path(package.origin or "").parent / "models" / name if package else Path(name)
    if not file.is_file():
        raise EngineUnusable(f"{name} of face_recognition_models is not installed; `make setup` installs it")
    return file
