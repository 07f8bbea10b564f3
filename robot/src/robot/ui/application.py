"""Qt's application and the kiosk's one window."""

import os
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
from PySide6.QtWidgets import QApplication

from robot.ui.camera_view import CameraFeed, register_camera_view
from robot.ui.fonts import load_fonts
from robot.ui.libraries import check_libraries, platform_of
from robot.ui.look import Look
from robot.ui.screen import KioskScreen
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


def create_application(environ: MutableMapping[str, str] = os.environ, *, software: bool = False) -> QGuiApplication:
    """Off-screen, or where told so, everything is drawn without a graphics card. Raises MissingLibrary."""
    platform = platform_of(environ)
    check_libraries(platform)
    environ["QT_QPA_PLATFORM"] = platform
    if software or platform == "offscreen":
        environ["QT_QUICK_BACKEND"] = "software"
    # One thread draws and runs Python: the camera's picture is painted by Python.
    environ.setdefault("QSG_RENDER_LOOP", "basic")
    return QApplication(["kiosk"])


def open_window(look: Look, size: QSize | None = None) -> KioskWindow:
    """Without a size the window fills the screen. Raises MissingFont, BrokenScreen."""
    register_camera_view()
    camera = CameraFeed()
    model = ViewModel(camera)
    screen = KioskScreen(model, look)
    window = QQuickView()
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
