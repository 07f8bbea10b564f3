import time

import cv2
import numpy as np

from robot.states.ports import CameraGone
from robot.video.frame import Image

# A frame that comes quicker than this was waiting in the driver's queue: it is old.
_QUEUED_SECONDS = 0.004
_LONGEST_QUEUE = 8


class Webcam:
    def __init__(self, number: int, frames_per_second: float) -> None:
        self.name = f"webcam:{number}"
        self._number = number
        self._frames_per_second = frames_per_second
        self._device: cv2.VideoCapture | None = None

    def open(self) -> None:
        self.close()
        device = cv2.VideoCapture(self._number)
        if not device.isOpened():
            raise self._gone("can't be opened")
        device.set(cv2.CAP_PROP_FPS, self._frames_per_second)
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._device = device

    def read(self) -> Image:
        if self._device is None:
            raise self._gone("is not open")
        for _ in range(_LONGEST_QUEUE):
            asked = time.monotonic()
            if not self._device.grab():
                raise self._gone("stopped giving pictures")
            if time.monotonic() - asked > _QUEUED_SECONDS:
                break
        got, picture = self._device.retrieve()
        if not got:
            raise self._gone("gave a picture that can't be read")
        return np.ascontiguousarray(picture, dtype=np.uint8)

    def close(self) -> None:
        if self._device is not None:
            self._device.release()
            self._device = None

    def _gone(self, what: str) -> CameraGone:
        return CameraGone(
            f"{self.name} {what}: plug the camera in, see that /dev/video{self._number} may be read and that no other "
            f"program uses it, or name another one in ROBOT_CAMERA"
        )
