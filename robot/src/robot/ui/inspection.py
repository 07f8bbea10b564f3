"""Looks at what is shown as a careful person would: nothing cut off, nothing over another, all legible and touchable.

- What is invisible or disabled is not looked at: the latter lies beneath a question, or leaves.
- A text has to lie inside the window, inside whatever clips it, and inside the nearest parent that has a size.
- Contrast is that of a text's colour on the colour that most of its box has in the picture: 4.5:1, and 3:1 for large
  text and icons; 7:1 and 4.5:1 in high contrast.
- An icon is a text with a `name`. It fills its box: an icon's box in a text's is a fault, however small the glyph.
- A target is what an enabled MouseArea covers, or an item with an enabled TapHandler.
- Sizes are those of 1024 x 600, and grow with the window as `Tokens.unit` does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from robot.ui.contrast import Pixels, ground_under, over, pixels_of, ratio

_SLACK: Final = 1.5  # pixels of rounding
_TARGET: Final = 48
_LARGE: Final = 32
_LARGE_BOLD: Final = 24


class Fault(StrEnum):
    CUT_OFF = "cut off"
    ELIDED = "elided"
    OUTSIDE = "outside its place"
    TEXTS_OVERLAP = "over another text"
    LOW_CONTRAST = "of too little contrast"
    SMALL_TARGET = "too small to touch"
    TARGETS_OVERLAP = "over another target"
    TARGET_OUTSIDE = "a target outside the window"


@dataclass(frozen=True)
class Finding:
    kind: Fault
    item: str
    measured: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.item!r} is {self.kind}: {self.measured}, allowed is {self.allowed}"


@dataclass(frozen=True)
class Seen:
    """An item of the scene. `limits` is what its ancestors leave to it, in the window's coordinates, as all here."""

    item: QQuickItem
    opacity: float
    limits: tuple[QRectF, ...]

    @property
    def is_text(self) -> bool:
        return self.item.inherits("QQuickText") and bool(self.item.property("text"))

    @property
    def is_target(self) -> bool:
        # A MouseArea has an `enabled` of its own, which isEnabled() does not know.
        if self.item.inherits("QQuickMouseArea"):
            return bool(self.item.property("enabled"))
        return any(handler.property("enabled") for handler in _tap_handlers(self.item))

    @property
    def what(self) -> str:
        """What a person would call it; an icon's text is a glyph that nobody can read."""
        names = (self.item.property("name"), self.item.property("text"), self.item.objectName())
        return next((str(name) for name in names if name), "a target")


@dataclass(frozen=True)
class Placed:
    """`box`: a text's lines, or what of the screen a target takes."""

    seen: Seen
    box: QRectF

    @property
    def item(self) -> QQuickItem:
        return self.seen.item


def inspect(root: QQuickItem, picture: QImage, *, high_contrast: bool = False) -> list[Finding]:
    """`picture` is the grabbed window that `root` fills."""
    size = _box(root)
    scale = min(size.height() / 600, size.width() / 960)
    seen = list(_walk(root, 1, (size,), size))
    texts = [Placed(one, one.item.mapRectToScene(painted(one.item))) for one in seen if one.is_text]
    targets = [Placed(one, one.item.mapRectToScene(_touchable(one.item))) for one in seen if one.is_target]
    pixels = pixels_of(picture)
    return [
        *(finding for text in texts for finding in _misplaced(text)),
        *_overlapping(texts, Fault.TEXTS_OVERLAP),
        *(finding for text in texts for finding in _illegible(text, pixels, scale, high_contrast=high_contrast)),
        *(finding for target in targets for finding in _hard_to_touch(target, size, scale)),
        *_overlapping(targets, Fault.TARGETS_OVERLAP),
    ]


def painted(text: QQuickItem) -> QRectF:
    """Where a text's lines are, in its own coordinates. An icon fills its box, whatever its line height is."""
    if _is_icon(text):
        return _box(text)
    width, height = _number(text, "contentWidth"), _number(text, "contentHeight")
    left, right = _number(text, "leftPadding"), text.width() - _number(text, "rightPadding")
    top, bottom = _number(text, "topPadding"), text.height() - _number(text, "bottomPadding")
    across = _alignment(text, "effectiveHorizontalAlignment")
    along = _alignment(text, "verticalAlignment")
    x = {Qt.AlignmentFlag.AlignRight: right - width, Qt.AlignmentFlag.AlignHCenter: (left + right - width) / 2}
    y = {Qt.AlignmentFlag.AlignBottom: bottom - height, Qt.AlignmentFlag.AlignVCenter: (top + bottom - height) / 2}
    return QRectF(x.get(across, left), y.get(along, top), width, height)


def _walk(item: QQuickItem, opacity: float, clips: tuple[QRectF, ...], nearest: QRectF) -> Iterator[Seen]:
    """`clips` hold for all descendants, `nearest`, the next parent that has a size, for its children."""
    opacity *= item.opacity()
    if not item.isVisible() or not item.isEnabled() or opacity == 0:
        return
    yield Seen(item, opacity, (*clips, nearest))
    mine = item.mapRectToScene(_box(item))
    if item.clip():
        clips = (*clips, mine)
    for child in item.childItems():
        yield from _walk(child, opacity, clips, nearest if mine.isEmpty() else mine)


def _tap_handlers(item: QQuickItem) -> Iterable[QObject]:
    return (child for child in item.children() if child.inherits("QQuickTapHandler"))


def _touchable(target: QQuickItem) -> QRectF:
    """Where a touch counts, in the target's own coordinates: a handler may reach beyond its item."""
    margin = max((_number(handler, "margin") for handler in _tap_handlers(target)), default=0)
    return _box(target).adjusted(-margin, -margin, margin, margin)


def _misplaced(text: Placed) -> Iterator[Finding]:
    item, what = text.item, text.seen.what
    content, room = QSizeF(_number(item, "contentWidth"), _number(item, "contentHeight")), item.size()
    if item.property("truncated"):
        yield Finding(Fault.ELIDED, what, f"more than {_size(room)} holds", "the whole text")
    elif not _is_icon(item) and (content.width() > room.width() + _SLACK or content.height() > room.height() + _SLACK):
        yield Finding(Fault.CUT_OFF, what, _size(content), _size(room))
    for limit in text.seen.limits:
        if not _holds(limit, text.box):
            yield Finding(Fault.OUTSIDE, what, _place(text.box), _place(limit))
            return


def _overlapping(placed: list[Placed], fault: Fault) -> Iterator[Finding]:
    for one, other in combinations(placed, 2):
        shared = one.box.intersected(other.box)
        if min(shared.width(), shared.height()) > _SLACK:
            yield Finding(fault, one.seen.what, f"{_size(shared.size())} shared with {other.seen.what!r}", "none")


def _illegible(text: Placed, pixels: Pixels, scale: float, *, high_contrast: bool) -> Iterator[Finding]:
    area = text.box.toAlignedRect()
    part = pixels[max(0, area.top()) : max(0, area.bottom() + 1), max(0, area.left()) : max(0, area.right() + 1)]
    if part.size == 0:
        return  # outside the window, and found to be
    colour: QColor = text.item.property("color")
    ink = (float(colour.red()), float(colour.green()), float(colour.blue()))
    ground = ground_under(part, ink)
    found = ratio(over(ink, colour.alphaF() * text.seen.opacity, ground), ground)
    low, high = (4.5, 7.0) if high_contrast else (3.0, 4.5)
    wanted = low if _is_large(text.item, scale) else high
    if found < wanted:
        yield Finding(Fault.LOW_CONTRAST, text.seen.what, f"{found:.2f}:1", f"{wanted:.1f}:1 or more")


def _hard_to_touch(target: Placed, window: QRectF, scale: float) -> Iterator[Finding]:
    box, what, least = target.box, target.seen.what, _TARGET * scale
    if min(box.width(), box.height()) < least - 0.5:
        yield Finding(Fault.SMALL_TARGET, what, _place(box), f"{least:.0f} x {least:.0f} or more")
    if not _holds(window, box):
        yield Finding(Fault.TARGET_OUTSIDE, what, _place(box), _place(window))


def _is_large(text: QQuickItem, scale: float) -> bool:
    font: QFont = text.property("font")
    # A text that shrinks to fit keeps its font; its lines tell how high it really is.
    size = min(font.pixelSize(), _number(text, "contentHeight") / max(1, text.property("lineCount"))) / scale
    bold = font.weight() >= QFont.Weight.Bold
    return _is_icon(text) or size >= _LARGE or (bold and size >= _LARGE_BOLD)


def _is_icon(text: QQuickItem) -> bool:
    return text.property("name") is not None


def _box(item: QQuickItem) -> QRectF:
    """The item itself: the bounding rectangle of a text is that of its letters."""
    return QRectF(0, 0, item.width(), item.height())


def _holds(limit: QRectF, box: QRectF) -> bool:
    return limit.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(box)


def _number(item: QObject, name: str) -> float:
    return float(item.property(name) or 0)


def _alignment(item: QQuickItem, name: str) -> Qt.AlignmentFlag:
    """As QML reads it: `property` can't convert Text's enumerations (PySide 6.11)."""
    value: Any = QQmlExpression(QQmlEngine.contextForObject(item), item, name).evaluate()
    return Qt.AlignmentFlag(value[0])


def _size(size: QSizeF) -> str:
    return f"{size.width():.0f} x {size.height():.0f}"


def _place(box: QRectF) -> str:
    return f"{_size(box.size())} at {box.x():.0f}, {box.y():.0f}"
