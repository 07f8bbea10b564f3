"""The kiosk's window, as the settings want it."""

from PySide6.QtCore import QSize

from robot.config import RobotSettings
from robot.faults import Fault
from robot.ui.application import BrokenScreen, KioskWindow, open_window
from robot.ui.fonts import MissingFont
from robot.ui.look import Look
from robot.ui.words.language import Language


def open_kiosk_window(settings: RobotSettings) -> KioskWindow:
    """Raises Fault."""
    size = None if settings.full_screen else QSize(*settings.window_size)
    try:
        return open_window(Look(Language(settings.language), still=settings.reduced_motion), size)
    except (MissingFont, BrokenScreen) as cause:
        raise Fault(f"the screen can't be drawn: {cause}") from cause
