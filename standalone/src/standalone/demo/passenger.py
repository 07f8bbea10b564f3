"""A person before the kiosk: holds something to its camera, touches its screen, reads what it shows."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from PIL.Image import Image

from robot.hardware.panel_client import PanelClient, PanelRefused
from robot.hardware.panel_protocol import Seen
from standalone.passenger import camera_picture, show_to_camera

# The screen takes two touches within 0.3 s for one of a finger that trembles.
BETWEEN_TOUCHES_SECONDS = 0.4
# Until the camera's picture is on the screen.
CAMERA_SECONDS = 0.4


@dataclass
class Person:
    panel: PanelClient
    camera: Path
    pictures: Path
    _taken: list[str] = field(default_factory=list[str])
    _last: int = 0

    async def touches(self, what: str) -> None:
        await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
        self._last = (await self.panel.shown()).number
        await self.panel.tap(what)

    async def sees(self, view: str, seconds: float = 10, called: str | None = None, hint: str | None = None) -> Seen:
        """Waits for the view, if it came after the last thing that the person did, and takes its first picture.

        `called`: the picture's name, where the same view shows something else; `hint`: what it must advise.
        """
        seen = await self.panel.wait_for(view, after=self._last, seconds=seconds, hint=hint)
        self._last = seen.number
        await self._take_pictures(view, called or view)
        return seen

    def holds(self, content: str | None) -> None:
        """A QR code with this content; None for empty hands."""
        self.holds_picture(camera_picture(content))

    def holds_picture(self, picture: Image) -> None:
        show_to_camera(self.camera, picture)

    async def presents(self, content: str) -> None:
        """From the welcome to the camera."""
        await self.touches("board")
        await self.sees("ScanTicket")
        self.holds(content)

    async def looks(self, picture: Image | None, seconds: float = 5) -> None:
        """From the welcome into the camera, chosen by a touch; None: nobody is to be seen yet.

        `seconds`: how long to wait until the kiosk offers it.
        """
        await self.touches("board")
        await self.sees("ScanTicket")
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.touches("face")
                    break
                except PanelRefused:
                    continue
        await self.sees("LookIntoCamera")
        self.holds(None) if picture is None else self.holds_picture(picture)

    async def leaves(self) -> None:
        """Empty hands, and back to the welcome."""
        self.holds(None)
        await self.touches("done")
        await self.panel.wait_for("Welcome", after=self._last)

    async def _take_pictures(self, view: str, called: str) -> None:
        """In both languages, where the switch can be reached. What is gone by then needs no picture."""
        if called in self._taken:
            return
        self._taken.append(called)
        name = f"{len(self._taken):02}-{called}"
        if view in {"ScanTicket", "LookIntoCamera"}:
            await asyncio.sleep(CAMERA_SECONDS)
        await self.panel.picture(self.pictures / f"{name}-ru.png")
        if view in {"Checking", "StillThere", "NotEnrolled"}:
            return
        try:
            await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
            await self.panel.switch_language()
            await self.panel.picture(self.pictures / f"{name}-en.png")
            await asyncio.sleep(BETWEEN_TOUCHES_SECONDS)
            await self.panel.switch_language()
        except PanelRefused:
            return
