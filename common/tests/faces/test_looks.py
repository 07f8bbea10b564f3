"""Light and sharpness, on a real face."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from provodnik.contracts.faces import Box
from provodnik.faces.detection import FaceDetector, Picture
from provodnik.faces.looks import brightness, sharpness
from provodnik.testing.pictures import astronaut


@pytest.fixture(scope="module")
def picture() -> Picture:
    return astronaut()


@pytest.fixture(scope="module")
def box(picture: Picture) -> Box:
    (face,) = FaceDetector().faces(picture)
    return face.box


def of_image(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image))


def test_a_blurred_face_is_less_sharp(picture: Picture, box: Box) -> None:
    blurred = [of_image(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(pixels))) for pixels in (1, 2, 4)]

    sharp = [sharpness(picture, box), *(sharpness(one, box) for one in blurred)]

    assert sharp == sorted(sharp, reverse=True)
    assert sharp[0] > 3 * sharp[2]


def test_light_does_not_make_a_face_sharper(picture: Picture, box: Box) -> None:
    darker = (picture // 2).astype(np.uint8)

    assert sharpness(darker, box) == pytest.approx(sharpness(picture, box), rel=0.15)
    assert brightness(darker, box) == pytest.approx(brightness(picture, box) / 2, abs=1)


def test_nearness_hardly_makes_a_face_sharper(picture: Picture, box: Box) -> None:
    nearer = of_image(Image.fromarray(picture).resize((1024, 1024)))
    at = Box(left=2 * box.left, top=2 * box.top, right=2 * box.right, bottom=2 * box.bottom)

    assert sharpness(nearer, at) == pytest.approx(sharpness(picture, box), rel=0.35)


def test_a_box_beyond_the_picture_is_cut(picture: Picture) -> None:
    assert sharpness(picture, Box(left=-50, top=-50, right=60, bottom=60)) >= 0
    assert brightness(picture, Box(left=600, top=600, right=700, bottom=700)) == 0


def test_a_flat_grey_is_not_sharp() -> None:
    grey = np.full((100, 100, 3), 128, dtype=np.uint8)

    assert sharpness(grey, Box(left=0, top=0, right=100, bottom=100)) == pytest.approx(0, abs=1e-6)
