"""A real face before a real camera that shows pictures."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from provodnik.testing.pictures import astronaut
from robot.video.camera import Camera
from robot.video.choice import source_of
from robot.video.frame import Image


class Stage:
    """What stands before the camera, 640 x 480."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scene.png"

    def shows(self, scene: Image) -> None:
        following = self.file.with_suffix(".next")
        following.write_bytes(cv2.imencode(".png", scene)[1].tobytes())
        following.replace(self.file)

    def is_empty(self) -> None:
        self.file.unlink(missing_ok=True)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
async def camera(stage: Stage) -> AsyncGenerator[Camera]:
    camera = Camera(source_of(f"picture:{stage.file}", 30), 30, linger_seconds=0)
    camera.start()
    yield camera
    await camera.stop()


Scene = Callable[..., Image]


@pytest.fixture(scope="session")
def portrait() -> Image:
    """BGR, [512, 512, 3]: a face of 88 px."""
    return np.ascontiguousarray(astronaut()[:, :, ::-1])


@pytest.fixture
def scene(portrait: Image) -> Scene:
    """People before a grey wall; `people`: where the left edge of each one's picture is, and its side in pixels."""

    def scene(*people: tuple[int, int], top: int = 0, light: float = 1.0) -> Image:
        picture = np.full((480, 640, 3), 128, dtype=np.uint8)
        for left, side in people:
            person = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
            picture[top : top + side, left : left + side] = person[: 480 - top, : 640 - left]
        return (picture * light).astype(np.uint8)

    return scene
