"""From a camera's frames to what the passenger shows it: a face, or a code after all."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import cv2

from robot.faces.collector import Collector
from robot.faces.finder import FaceFinder
from robot.faces.sight import Candidate, Nobody, Sight
from robot.states.ports import Code, FaceShown, Guidance, Looked
from robot.states.views import LookHint
from robot.tickets.reader import read
from robot.video.camera import Camera
from robot.video.frame import Frame, Image

# A look is up to 100 ms of a core; the screen and the server want theirs too.
_BETWEEN_LOOKS_SECONDS: Final = 0.1
_WHILE_NOBODY_IS_THERE_SECONDS: Final = 0.2
_JPEG_QUALITY: Final = 90


class FaceWatcher:
    """Looks at one frame at a time, on a thread of its own; frames that come meanwhile are skipped.

    dlib's detector and OpenCV let go of the interpreter while they work, so the event loop goes on.
    """

    def __init__(self, camera: Camera) -> None:
        """Blocks for as long as its FaceFinder takes to be made."""
        self._camera = camera
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="faces")
        self._finder = FaceFinder()

    async def watch(self, collector: Collector, known: LookHint | None) -> Looked:
        """Until a code is read, the frames are complete, or another hint than `known` is due. Raises CameraGone."""
        loop = asyncio.get_running_loop()
        while True:
            frame = await self._camera.next_frame()
            seen = await loop.run_in_executor(self._looking, self._look, frame)
            if isinstance(seen, Code):
                return seen
            collector.after(seen, frame.taken_at)
            if collector.frames():
                return FaceShown()
            if collector.hint != known:
                return Guidance(collector.hint)
            await _pause_after(frame, seen)

    async def files_of(self, frames: tuple[Candidate, ...]) -> tuple[bytes, ...]:
        """As JPEG files, which carry nothing but the pixels."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._looking, lambda: tuple(_jpeg(frame.picture) for frame in frames))

    def close(self) -> None:
        self._looking.shutdown(wait=False, cancel_futures=True)

    def _look(self, frame: Frame) -> Code | Sight:
        """A code comes first: in a picture that holds one, no face is looked for."""
        code = read(frame.image)
        if code is not None:
            return Code(code, frame.taken_at) if isinstance(code, str) else LookHint.CODE_IN_VIEW
        return self._finder.look(frame.image)


async def _pause_after(frame: Frame, seen: Sight) -> None:
    pause = _WHILE_NOBODY_IS_THERE_SECONDS if isinstance(seen, Nobody) else _BETWEEN_LOOKS_SECONDS
    loop = asyncio.get_running_loop()
    await asyncio.sleep(max(0.0, frame.taken_at + pause - loop.time()))


def _jpeg(picture: Image) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
