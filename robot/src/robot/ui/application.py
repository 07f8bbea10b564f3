"""Qt's application and the kiosk's one window."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

from robot.ui.camera_view import CameraFeed, register_camera_view
from robot.ui.finger import tap
from robot.ui.fonts import load_fonts
from robot.ui.look import Look
from robot.ui.screen import KioskScreen, utc_now
from robot.ui.view_model import ViewModel

DEFAULT_SIZE: Final = QSize(1024, 600)


class BrokenScreen(Exception):
    """The screen's own files can't be drawn."""


@dataclass(frozen=True)
class KioskWindow:
    """What has to live as long as the window does."""

    window: QQuickView
    model: ViewModel
    screen: KioskScreen
    camera: CameraFeed

    def tap(self, touch: str) -> bool:
        """Touch what carries a value of `Touch`, or the "language", "large_text" or "high_contrast" of the head."""
        return tap(self.window, touch)

    def toggle_language(self) -> bool:
        return self.tap("language")

    def save(self, picture: Path) -> bool:
        """Write what is seen as a PNG file. False where that can't be written."""
        return self.window.grabWindow().save(str(picture))


def create_application() -> QGuiApplication:
    """`robot.ui.libraries.prepare_qt` comes first."""
    return QGuiApplication(["kiosk"])


def open_window(
    look: Look,
    size: QSize | None = None,
    *,
    now: Callable[[], datetime] = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
) -> KioskWindow:
    """Without a size the window fills the screen. Raises MissingFont, BrokenScreen."""
    register_camera_view()
    window = QQuickView()
    # The window's children: what is drawn is gone before what it reads.
    camera = CameraFeed(window)
    model = ViewModel(camera, window)
    screen = KioskScreen(model, look, now=now, monotonic=monotonic)
    window.setTitle("Provodnik")
    window.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    window.setInitialProperties({"kiosk": model, "fonts": asdict(load_fonts())})
    window.resize(size or DEFAULT_SIZE)
    window.setSource(QUrl.fromLocalFile(str(_main_qml())))
    if problems := window.errors():
        raise BrokenScreen("; ".join(problem.toString() for problem in problems))
    if size is None:
        window.showFullScreen()
    else:
        window.show()
    return KioskWindow(window, model, screen, camera)


def _main_qml() -> Path:
    return Path(str(resources.files("robot.ui"))) / "qml" / "Main.qml"
