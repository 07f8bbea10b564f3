"""A camera that sees a picture file, as the file is at that moment."""

import logging
import os
from pathlib import Path

import cv2
import numpy as np

from robot.video.frame import Image

logger = logging.getLogger(__name__)

_LONGEST_SIDE = 1920


def nobody_there() -> Image:
    """What a camera sees when nobody stands before it: an empty grey picture."""
    return np.full((480, 640, 3), 128, dtype=np.uint8)


def decode(data: bytes) -> Image | None:
    """None where the data are no image."""
    if not data:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # such as sides beyond OpenCV's limits
        return None
    if picture is None:
        return None
    shrink = _LONGEST_SIDE / max(picture.shape[:2])
    if shrink < 1:
        picture = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(picture, dtype=np.uint8)


class PictureFile:
    """The file may be replaced or removed at any time: without it nobody stands before the camera."""

    def __init__(self, path: Path) -> None:
        self.name = f"picture:{path}"
        self._path = path
        self._version: tuple[int, int, int] | None = None
        self._image = nobody_there()

    def open(self) -> None:
        """Always there: a missing file is an empty picture."""

    def read(self) -> Image:
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                version = (status.st_ino, status.st_mtime_ns, status.st_size)
                if version != self._version:
                    self._load(file.read())
                    self._version = version
        except FileNotFoundError:
            self._version, self._image = None, nobody_there()
        except OSError as error:
            self._refuse(f"can't be read: {error.strerror}")
        return self._image

    def close(self) -> None:
        """Nothing is held open."""

    def _load(self, data: bytes) -> None:
        image = decode(data)
        if image is None:
            logger.warning("%s is no image that can be read (PNG, JPEG or WebP): the camera shows nobody", self.name)
        self._image = nobody_there() if image is None else image

    def _refuse(self, why: str) -> None:
        if self._version != _REFUSED:
            logger.warning("%s %s: the camera shows nobody", self.name, why)
        self._version, self._image = _REFUSED, nobody_there()


_REFUSED = (-1, -1, -1)
