"""Qt is told where to draw before anything imports it."""

import os
from collections.abc import Callable, Iterator

import pytest

from robot.ui.libraries import prepare_qt

os.environ["QT_QPA_PLATFORM"] = "offscreen"
prepare_qt(os.environ)

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QUrl  # noqa: E402 — after the platform is chosen
from PySide6.QtGui import QFont, QGuiApplication  # noqa: E402
from PySide6.QtQml import QQmlComponent  # noqa: E402
from PySide6.QtQuick import QQuickView  # noqa: E402

from robot.ui.camera_view import register_camera_view  # noqa: E402
from robot.ui.fonts import load_fonts  # noqa: E402

ShowQml = Callable[[str], QQuickView]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def show_qml(qapp: QGuiApplication) -> Iterator[ShowQml]:
    """Shows a QML text in a window of the root item's size, in the kiosk's font."""
    register_camera_view()
    qapp.setFont(QFont(load_fonts().family))

    windows: list[QQuickView] = []

    def show(qml: str) -> QQuickView:
        window = QQuickView()
        windows.append(window)
        component = QQmlComponent(window.engine(), window)
        component.setData(QByteArray(f"import QtQuick\nimport Kiosk.Camera\n{qml}".encode()), QUrl())
        root = component.create()
        assert root is not None, component.errorString()
        window.setContent(QUrl(), component, root)
        window.show()
        qapp.processEvents()
        return window

    yield show
    # Not left to the end of Python, when the application is gone already.
    for window in windows:
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
