"""Where faces are, on a real one."""

import io

import dlib
import numpy as np
from PIL import Image

from provodnik.faces.detection import FaceDetector
from provodnik.testing.pictures import astronaut, jpeg


def test_a_face_is_found_where_it_is() -> None:
    (face,) = FaceDetector().faces(astronaut())

    assert 170 < face.box.left < 190
    assert 75 < face.box.top < 95
    assert face.box.side == 88
    assert face.confidence > 1


def test_a_small_face_is_found_in_a_small_picture() -> None:
    (face,) = FaceDetector().faces(np.ascontiguousarray(astronaut()[::2, ::2]))

    assert 43 <= face.box.side <= 46


def test_nothing_is_found_in_nothing() -> None:
    assert FaceDetector().faces(np.zeros((480, 640, 3), dtype=np.uint8)) == []


def test_a_badge_beside_a_clear_face_is_no_second_person() -> None:
    """Saved as a JPEG, the badge on her arm is a face to the detector, of which it is hardly sure."""
    picture = np.ascontiguousarray(np.asarray(Image.open(io.BytesIO(jpeg(astronaut()))).convert("RGB")))
    found, _, _ = dlib.get_frontal_face_detector().run(picture, 0, 0.0)

    assert len(found) == 2
    assert len(FaceDetector().faces(picture)) == 1


def test_where_nothing_is_sure_the_best_guess_may_be_asked_for() -> None:
    fog = np.full_like(astronaut(), 128)
    picture = np.ascontiguousarray((0.95 * fog + 0.05 * astronaut()).astype(np.uint8))
    detector = FaceDetector()

    assert detector.faces(picture) == []
    (guess,) = detector.faces(picture, least_confidence=-0.3)
    assert guess.box == detector.faces(astronaut())[0].box
