"""A simulated finger: it touches the window as a real one would, through Qt's own events."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow


def tap(window: QQuickWindow, touch: str) -> bool:
    """Press and release in the middle of the item that carries `touch`. False where none can be touched."""
    target = next(_carrying(window.contentItem(), touch), None)
    if target is None:
        return False
    where = target.mapToScene(QPointF(target.width() / 2, target.height() / 2))
    for kind, held in (
        (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, where, window.mapToGlobal(where), button, held, keys)
        QCoreApplication.postEvent(window, event)
    return True


def _carrying(item: QQuickItem, touch: str) -> Iterator[QQuickItem]:
    if not item.isVisible() or not item.isEnabled():
        return
    if item.inherits("QQuickMouseArea") and item.property("touch") == touch:
        yield item
    for child in item.childItems():
        yield from _carrying(child, touch)
