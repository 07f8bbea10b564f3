import time
from pathlib import Path

import cv2
import numpy as np

from robot.states.ports import CameraGone
from robot.video.frame import Image

_FRAMES_PER_SECOND_WHERE_UNKNOWN = 25.0


class VideoFile:
    """Plays at its own speed, from the moment it is opened; frames that nobody has time for are skipped."""

    def __init__(self, path: Path, *, loops: bool) -> None:
        self.name = f"{'video' if loops else 'video-once'}:{path}"
        self._path = path
        self._loops = loops
        self._file: cv2.VideoCapture | None = None
        self._speed = _FRAMES_PER_SECOND_WHERE_UNKNOWN
        self._began = 0.0
        self._position = 0  # frames read since it began

    def open(self) -> None:
        self.close()
        file = cv2.VideoCapture(str(self._path))
        if not file.isOpened():
            raise CameraGone(f"{self.name} is no video that can be played: see that the file is there and may be read")
        self._file = file
        self._speed = file.get(cv2.CAP_PROP_FPS) or _FRAMES_PER_SECOND_WHERE_UNKNOWN
        self._begin()

    def read(self) -> Image:
        if self._file is None:
            raise CameraGone(f"{self.name} is not open")
        due = int((time.monotonic() - self._began) * self._speed)
        while self._position < due and self._file.grab():
            self._position += 1
        got, picture = self._file.read()
        if not got:
            return self._from_the_start()
        self._position += 1
        return np.ascontiguousarray(picture, dtype=np.uint8)

    def close(self) -> None:
        if self._file is not None:
            self._file.release()
            self._file = None

    def _from_the_start(self) -> Image:
        if self._file is None or not self._loops:
            raise CameraGone(f"{self.name} has ended; video:{self._path} plays it again and again")
        self._file.set(cv2.CAP_PROP_POS_FRAMES, 0)
        self._begin()
        got, picture = self._file.read()
        if not got:
            raise CameraGone(f"{self.name} holds no picture")
        self._position += 1
        return np.ascontiguousarray(picture, dtype=np.uint8)

    def _begin(self) -> None:
        self._began, self._position = time.monotonic(), 0
