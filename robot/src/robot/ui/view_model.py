from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from robot.ui.camera_view import CameraFeed


class ViewModel(QObject):
    """All that QML reads, in the one map `page`, and all that it says, as signals.

    `touched` carries the serial number of the view that was touched.
    """

    page_changed = Signal()
    touched = Signal(int, str)
    language_asked = Signal()
    text_size_asked = Signal()
    contrast_asked = Signal()

    def __init__(self, feed: CameraFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.feed = feed
        self.shown: Mapping[str, Any] = {}

    def put(self, page: Mapping[str, Any]) -> None:
        if page != self.shown:
            self.shown = page
            self.page_changed.emit()

    def _page(self) -> dict[str, Any]:
        return dict(self.shown)

    def _camera(self) -> CameraFeed:
        return self.feed

    page = Property("QVariantMap", _page, notify=page_changed)  # type: ignore[arg-type]  # its stub takes no type names
    camera = Property(QObject, _camera, constant=True)
