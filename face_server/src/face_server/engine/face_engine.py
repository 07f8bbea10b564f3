"""An engine: dlib's detector and landmarks, before whichever network."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.engine.embedding import Embedder
from face_server.engine.fitness import frame_limits, only_face, photograph_limits
from face_server.engine.interface import Described, FoundFace, Likeness, Vector
from face_server.engine.landmarks import Landmarks, PointSet, turn
from face_server.images.faults import poor_image
from provodnik.contracts.faces import Box, FaceQuality, PictureFault
from provodnik.faces.detection import FaceDetector, Picture
from provodnik.faces.looks import brightness, sharpness
from provodnik.faces.passenger import passenger_of

# How far aside a second crop is cut, by the distance of the eyes; a sure face hardly changes with it.
_ASIDE: Final = 0.08
# At a kiosk a face that isn't found is a passenger who is not let in, and what is no face is like nobody's: where
# nothing is found, the detector's best guess is taken. 0 is its own limit.
_BEST_GUESS: Final = -0.3


@dataclass(frozen=True)
class Demands:
    """What an engine asks of a picture; sizes in pixels of the picture that it is given."""

    photograph_px: int = 80
    frame_px: int = 50
    # The least cosine between a photograph's crop and one cut a little aside; 0 asks for none, as of dlib's network,
    # whose vectors are as sure of a face that can hardly be seen.
    certainty: float = 0.0


class FaceEngine:
    """Not for two threads at once."""

    def __init__(self, likeness: Likeness, embedder: Embedder, demands: Demands) -> None:
        self._likeness = likeness
        self._embedder = embedder
        self._demands = demands
        self._detector = FaceDetector()
        self._landmarks = Landmarks()

    @property
    def likeness(self) -> Likeness:
        return self._likeness

    def faces(self, picture: Picture) -> list[FoundFace]:
        """Every face, the largest first."""
        return [FoundFace(box, self._quality(picture, box, self._points(picture, box))) for box in self._boxes(picture)]

    def describe_photograph(self, picture: Picture) -> Described:
        """For enrolment, strictly. Raises NoFace, SeveralFaces, PoorImage."""
        box = only_face(self._boxes(picture), picture.shape[1])
        points = self._points(picture, box)
        quality = self._quality(picture, box, points)
        photograph_limits(self._demands.photograph_px).check(quality)
        vector = self._embedder.vector(picture, points)
        certainty = self._demands.certainty
        if certainty and self._certainty(picture, points, vector) < certainty:
            raise poor_image(PictureFault.UNCERTAIN)
        return Described(vector, quality)

    def describe_frame(self, picture: Picture) -> Described:
        """For a search: refuses only what can't be used. Raises NoFace, SeveralFaces, PoorImage."""
        box = self._passenger(picture)
        points = self._points(picture, box)
        quality = self._quality(picture, box, points)
        frame_limits(self._demands.frame_px).check(quality)
        return Described(self._embedder.vector(picture, points), quality)

    def _passenger(self, picture: Picture) -> Box:
        boxes = self._boxes(picture)
        if not boxes:
            guesses = self._detector.faces(picture, _BEST_GUESS)
            boxes = [max(guesses, key=lambda face: face.confidence).box] if guesses else []
        return passenger_of(boxes, picture.shape[1])

    def _boxes(self, picture: Picture) -> list[Box]:
        return [face.box for face in self._detector.faces(picture)]

    def _points(self, picture: Picture, box: Box) -> PointSet:
        return self._landmarks.points(picture, box)

    def _quality(self, picture: Picture, box: Box, points: PointSet) -> FaceQuality:
        return FaceQuality(
            face_px=box.side,
            sharpness=sharpness(picture, box),
            brightness=brightness(picture, box),
            turn=turn(points),
        )

    def _certainty(self, picture: Picture, points: PointSet, vector: Vector) -> float:
        aside = self._embedder.vector(picture, points + _ASIDE * np.linalg.norm(points[0] - points[2]))
        return float(vector @ aside / (np.linalg.norm(vector) * np.linalg.norm(aside)))
