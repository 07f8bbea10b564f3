"""Finds the passenger's face in a camera's picture, and says what would make it easier to know."""

from typing import Final

import cv2
import numpy as np

from provodnik.contracts.faces import Box, SeveralFaces
from provodnik.faces.detection import Face, FaceDetector, Picture
from provodnik.faces.looks import brightness, sharpness
from provodnik.faces.passenger import passenger_of
from robot.faces.sight import Candidate, FaceInView, Nobody, Sight
from robot.states.views import LookHint
from robot.video.frame import Image

# Of a larger picture the detector finds the same faces in more time.
_SHORTER_SIDE_PX: Final = 480
_LARGE_FROM_PX: Final = 600
# Who comes towards the kiosk comes through the middle. So small a picture is doubled by the detector.
_MIDDLE_PX: Final = 300
# What enrolment asks for as well: a smaller face stands a good metre away.
LEAST_FACE_PX: Final = 80
# Below this the detector sees faces in cloth and wheels; a passenger's own is near 1.
_LEAST_CONFIDENCE: Final = 0.25
# On 204 portraits the dimmest face, a dark one in good light, has 63, the least sharp one 0.16; moved by 13 pixels
# half of them have less than 0.08.
_LEAST_BRIGHTNESS: Final = 30.0
_LEAST_SHARPNESS: Final = 0.11
# A whole picture as dark as this shows nobody, even where somebody stands.
_LEAST_LIGHT: Final = 25.0


class FaceFinder:
    """Not for two threads at once. Making one takes a third of a second, in which no other thread runs."""

    def __init__(self) -> None:
        self._detector = FaceDetector()

    def look(self, image: Image) -> Sight:
        """`image` is BGR, as cameras give it."""
        picture = _for_detection(image)
        faces = self._clear_faces(picture)
        if not faces:
            return self._nobody_near(picture)
        width = picture.shape[1]
        try:
            box = passenger_of([face.box for face in faces], width)
        except SeveralFaces:
            return LookHint.ONE_AT_A_TIME
        if box.side < LEAST_FACE_PX:
            return LookHint.CLOSER
        turned = next(face.turned for face in faces if face.box == box)
        return _in_view(picture, box, turned=turned)

    def _clear_faces(self, picture: Picture) -> list[Face]:
        return [face for face in self._detector.faces(picture) if face.confidence >= _LEAST_CONFIDENCE]

    def _nobody_near(self, picture: Picture) -> Sight:
        if cv2.mean(picture)[1] < _LEAST_LIGHT:  # green weighs most in what is bright
            return LookHint.LIGHT
        return LookHint.CLOSER if self._clear_faces(_middle(picture)) else Nobody.NOBODY


def _for_detection(image: Image) -> Picture:
    """RGB, and no larger than it helps."""
    shorter = min(image.shape[:2])
    if shorter > _LARGE_FROM_PX:
        scale = _SHORTER_SIDE_PX / shorter
        image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _middle(picture: Picture) -> Picture:
    """Small enough that the detector looks for faces half as large as it finds otherwise, in as much time."""
    height, width = picture.shape[:2]
    top, left = max(0, (height - _MIDDLE_PX) // 2), max(0, (width - _MIDDLE_PX) // 2)
    return np.ascontiguousarray(picture[top : top + _MIDDLE_PX, left : left + _MIDDLE_PX])


def _in_view(picture: Picture, box: Box, *, turned: bool) -> FaceInView:
    sharp = sharpness(picture, box)
    advice = None
    if brightness(picture, box) < _LEAST_BRIGHTNESS:
        advice = LookHint.LIGHT
    elif turned:
        advice = LookHint.LOOK_HERE
    elif sharp < _LEAST_SHARPNESS:
        advice = LookHint.HOLD_STILL
    return FaceInView(box, Candidate(_cut_out(picture, box), sharp), advice)


def _cut_out(picture: Picture, box: Box) -> Image:
    """The face with as much again on every side, BGR: whoever stands beside is left out of what is sent."""
    height, width = picture.shape[:2]
    left, right = max(0, box.left - box.side), min(width, box.right + box.side)
    top, bottom = max(0, box.top - box.side), min(height, box.bottom + box.side)
    return np.ascontiguousarray(picture[top:bottom, left:right, ::-1])
