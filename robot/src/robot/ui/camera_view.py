from collections import deque
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Property, QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

Frame = NDArray[np.uint8]

_CHANNELS: Final = 3


class CameraFeed(QObject):
    """Hands frames on to whatever shows them, and keeps none: a closed screen holds no picture of anybody."""

    arrived = Signal(object)

    def offer(self, frame: Frame) -> None:
        """`frame` is height x width x BGR and is not written to any more. Call on the event loop's thread."""
        self.arrived.emit(frame)


class CameraView(QQuickPaintedItem):
    """The newest frame, as in a mirror, filling the item; what does not fit is cut off evenly.

    Until the first one it paints nothing, and what lies behind is seen.
    """

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._feed: CameraFeed | None = None
        self._newest = deque[Frame](maxlen=1)
        # PySide 6.11 never lets go of the Python half of what QML made: it must not go on holding a picture.
        self.destroyed.connect(self._newest.clear)

    def offer(self, frame: Frame) -> None:
        """As `CameraFeed.offer`. The frame's own memory is painted, and kept until the next one."""
        self._newest.append(frame)
        self.setOpaquePainting(True)  # not before: an opaque item that paints nothing is black
        self.update()

    def paint(self, painter: QPainter) -> None:
        if not self._newest:
            return
        frame = self._newest[0]
        height, width, _ = frame.shape
        image = QImage(frame.data, width, height, frame.strides[0], QImage.Format.Format_BGR888)
        scale = max(self.width() / width, self.height() / height)
        seen_width, seen_height = self.width() / scale, self.height() / scale
        seen = QRectF((width - seen_width) / 2, (height - seen_height) / 2, seen_width, seen_height)
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        painter.drawImage(QRectF(0, 0, self.width(), self.height()), image, seen)

    def _get_feed(self) -> CameraFeed | None:
        return self._feed

    def _set_feed(self, feed: CameraFeed | None) -> None:
        if self._feed is not None:
            self._feed.arrived.disconnect(self.offer)
        self._feed = feed
        if feed is not None:
            feed.arrived.connect(self.offer)

    feed = Property(QObject, _get_feed, _set_feed)


def register_camera_view() -> None:
    register: Any = qmlRegisterType
    register(CameraView, "Kiosk.Camera", 1, 0, "CameraView")
