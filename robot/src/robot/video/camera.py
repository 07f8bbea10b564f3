"""A camera's thread, and the one place where its frames cross to the event loop."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable

from robot.states.ports import CameraGone
from robot.video.frame import Frame
from robot.video.sources import Source

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 1.0  # how often a camera that is gone is looked for
_JOIN_SECONDS = 3.0

Listener = Callable[[Frame], None]


class Camera:
    """Reads only while somebody asks for frames, and a little longer: opening a device takes its time.

    Listeners get, on the loop, what is read anyway; they don't make it read.
    """

    def __init__(
        self,
        source: Source,
        frames_per_second: float,
        listeners: Iterable[Listener] = (),
        linger_seconds: float = 10.0,
    ) -> None:
        self._source = source
        self._interval = 1 / frames_per_second
        self._listeners = list(listeners)
        self._linger_seconds = linger_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._waiting: set[asyncio.Future[Frame]] = set()
        self.ok = True  # as far as is known: nobody has missed a picture since the last one
        # Shared with the thread, under the lock:
        self._changed = threading.Condition()
        self._wanted_until = 0.0
        self._stopping = False
        self._arrived: Frame | CameraGone | None = None

    def start(self) -> None:
        """Called on the loop to which frames go."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name=f"camera {self._source.name}", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, _JOIN_SECONDS)

    async def next_frame(self) -> Frame:
        """The first frame that is taken from now on. Raises CameraGone where there is none to come."""
        asked = time.monotonic()
        while True:
            frame = await self._next_arrival()
            if frame.taken_at >= asked:
                return frame

    async def _next_arrival(self) -> Frame:
        arrival: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting.add(arrival)
        self._want()
        try:
            return await arrival
        finally:
            self._waiting.discard(arrival)
            self._want()

    def _want(self) -> None:
        with self._changed:
            self._wanted_until = float("inf") if self._waiting else time.monotonic() + self._linger_seconds
            self._changed.notify()

    def _deliver(self) -> None:
        """On the loop."""
        with self._changed:
            arrived, self._arrived = self._arrived, None
        waiting = [arrival for arrival in self._waiting if not arrival.done()]
        match arrived:
            case Frame() as frame:
                self.ok = True
                for arrival in waiting:
                    arrival.set_result(frame)
                for listener in self._listeners:
                    listener(frame)
            case CameraGone() as gone:
                self.ok = False
                for arrival in waiting:
                    arrival.set_exception(gone)
            case None:
                pass

    # What follows runs on the camera's thread.

    def _run(self) -> None:
        log = _LostAndFound()
        while self._wait_until_wanted():
            try:
                self._source.open()
                while self._wait(self._interval_left()) and self._wanted():
                    image = self._source.read()
                    log.found(self._source.name)
                    self._cross(Frame(image, time.monotonic()))
            except CameraGone as gone:
                log.lost(gone)
                self._cross(gone)
                self._wait(_RETRY_SECONDS)
            except Exception:  # a driver's surprise must not end the thread
                logger.exception("%s failed", self._source.name)
                self._cross(CameraGone(f"{self._source.name} failed"))
                self._wait(_RETRY_SECONDS)
            finally:
                self._source.close()

    def _interval_left(self) -> float:
        """Ticks on a fixed grid, so that the time of reading doesn't slow the camera down."""
        return self._interval - time.monotonic() % self._interval

    def _wait(self, seconds: float) -> bool:
        """False once the camera is to stop."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._stopping, seconds)

    def _wanted(self) -> bool:
        with self._changed:
            return time.monotonic() < self._wanted_until

    def _wait_until_wanted(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or time.monotonic() < self._wanted_until)
            return not self._stopping

    def _cross(self, arrived: Frame | CameraGone) -> None:
        """The newest wins: what the loop has had no time for is replaced."""
        with self._changed:
            due, self._arrived = self._arrived is None, arrived
            stopping = self._stopping
        if due and not stopping and self._loop is not None:
            self._loop.call_soon_threadsafe(self._deliver)


class _LostAndFound:
    """A camera that goes is logged once, and once when it is back."""

    def __init__(self) -> None:
        self._lost = False

    def lost(self, gone: CameraGone) -> None:
        if not self._lost:
            logger.warning("no picture: %s", gone)
        self._lost = True

    def found(self, name: str) -> None:
        if self._lost:
            logger.info("%s gives pictures again", name)
        self._lost = False
