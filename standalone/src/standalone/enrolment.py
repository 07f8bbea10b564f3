"""A kiosk that somebody sits before: an engineer at its console, a passenger at its panel."""

import asyncio
import os
from pathlib import Path

from robot.hardware.panel_client import PanelClient
from standalone.kiosk import Kiosk

START_SECONDS = 30


class KioskConsole:
    """Starts a kiosk, and types on the console that it was given."""

    def __init__(self, kiosk: Kiosk) -> None:
        reading, self._typing = os.pipe()
        try:
            kiosk.start(stdin=reading)
        finally:
            os.close(reading)

    def types(self, *lines: str) -> None:
        os.write(self._typing, "".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        os.close(self._typing)


async def listening_panel(socket: Path) -> PanelClient:
    """The panel of a kiosk that is starting. Raises TimeoutError where none comes up."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                return await PanelClient.connect(socket)
            except OSError:
                await asyncio.sleep(0.05)
