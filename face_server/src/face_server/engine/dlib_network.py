"""dlib's network, as face_recognition uses it with its small landmark model: the same vectors, without the rest."""

from pathlib import Path
from typing import Final

import dlib
import numpy as np

from face_server.engine.interface import Vector
from face_server.engine.landmarks import PointSet, model_file
from provodnik.faces.detection import Picture

_MODEL: Final = "dlib_face_recognition_resnet_model_v1.dat"


def dlib_weights() -> Path:
    """Raises EngineUnusable where they are missing."""
    return model_file(_MODEL)


class DlibEmbedder:
    """Not for two threads at once."""

    def __init__(self) -> None:
        self._network = dlib.face_recognition_model_v1(str(dlib_weights()))

    def vector(self, picture: Picture, points: PointSet) -> Vector:
        crop = self.crop(picture, points)
        return np.stack([self.encoding(crop), self.encoding(np.ascontiguousarray(crop[:, ::-1]))]).mean(axis=0)

    def crop(self, picture: Picture, points: PointSet) -> Picture:
        """[150, 150, 3], cut by dlib itself."""
        parts = [dlib.point(round(x), round(y)) for x, y in points.tolist()]
        whole = dlib.rectangle(0, 0, picture.shape[1] - 1, picture.shape[0] - 1)
        return dlib.get_face_chip(picture, dlib.full_object_detection(whole, parts))

    def encoding(self, crop: Picture) -> Vector:
        """[128], of one crop: what face_recognition calls an encoding."""
        return np.array(self._network.compute_face_descriptor(crop), dtype=np.float32)
