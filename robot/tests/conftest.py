from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from robot.testing import FakeRobot
from robot.video.frame import Image
from robot.waiting import abandon


@pytest.fixture
async def robot() -> AsyncGenerator[FakeRobot]:
    robot = FakeRobot()
    yield robot
    await abandon(robot.running)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "robot"
    folder.mkdir(mode=0o700)
    return folder


Draw = Callable[..., Image]


@pytest.fixture
def draw() -> Draw:
    """A camera's picture of a code, on a grey ground."""

    def draw(text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Image:
        barcode = zxingcpp.create_barcode(text, kind)  # pyright: ignore[reportUnknownMemberType] - untyped options
        code = np.array(barcode.to_image(scale=6))
        picture = np.full((480, 640, 3), 128, dtype=np.uint8)
        height, width = min(code.shape[0], 440), min(code.shape[1], 600)
        picture[20 : 20 + height, 20 : 20 + width] = code[:height, :width, np.newaxis]
        return picture

    return draw


@pytest.fixture
def as_png() -> Callable[[Image], bytes]:
    def as_png(image: Image) -> bytes:
        return cv2.imencode(".png", image)[1].tobytes()

    return as_png
