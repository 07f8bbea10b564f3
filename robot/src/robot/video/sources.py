"""What a camera's thread reads from."""

from typing import Protocol

from robot.video.frame import Image


class Source(Protocol):
    """Used by one thread only."""

    @property
    def name(self) -> str: ...

    def open(self) -> None:
        """Raises CameraGone."""
        ...

    def read(self) -> Image:
        """The picture of now; a device may wait for its next one. Raises CameraGone."""
        ...

    def close(self) -> None:
        """May be called when it is not open."""
        ...
