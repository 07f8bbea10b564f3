"""From a camera's frames to what the passenger holds before it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from robot.states.ports import CameraGone, Code, NotATicket, Scanned, Unreadable
from robot.tickets.reader import read
from robot.video.camera import Camera

# A ticket on its way to the camera is unreadable for a moment, and a telephone shows other codes before the right one.
STEADY_FRAMES = 5


class Scanner:
    """Reads one frame at a time, on a thread of its own; frames that come meanwhile are skipped."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="qr")

    async def scan(self, known: Scanned | None) -> Scanned:
        """Raises CameraGone."""
        loop = asyncio.get_running_loop()
        steady = Steadiness(STEADY_FRAMES)
        while True:
            frame = await self._camera.next_frame()
            seen = await loop.run_in_executor(self._reading, read, frame.image)
            if isinstance(seen, str):
                return Code(seen, frame.taken_at)
            if (sure := steady.after(seen)) and sure != known:
                return sure

    async def camera_back(self) -> None:
        while True:
            try:
                await self._camera.next_frame()
            except CameraGone:
                continue  # told again only after the camera was looked for again
            return

    def close(self) -> None:
        self._reading.shutdown(wait=False, cancel_futures=True)


class Steadiness:
    """Believes in what is no ticket only after it was seen so many frames in a row."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._seen: NotATicket | Unreadable | None = None
        self._count = 0

    def after(self, seen: NotATicket | Unreadable | None) -> NotATicket | Unreadable | None:
        self._count = self._count + 1 if seen == self._seen else 1
        self._seen = seen
        return seen if self._count >= self._frames else None
