import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer

from robot.states.views import Header, StillThere, Touch, View, Welcome
from robot.ui.look import Look
from robot.ui.presentation.present import SCENES, present, present_bar
from robot.ui.presentation.telling import Telling
from robot.ui.view_model import ViewModel
from robot.ui.words.catalogue import words_in

_DOUBLE_TAP_SECONDS: Final = 0.3
_TICK_MS: Final = 1000
# Whoever chose a language on the first screen and walked on has left by then.
_FORGET_SECONDS: Final = 60


def utc_now() -> datetime:
    return datetime.now(UTC)


class KioskScreen:
    """The screen as states know it. Language, contrast and type size it minds itself."""

    def __init__(
        self,
        model: ViewModel,
        look: Look,
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._own_look = self.look = look
        self._now = now
        self._monotonic = monotonic
        self._header: Header | None = None
        self._view: View | None = None
        self._beneath: View | None = None
        self._motion = "none"
        self._serial = 0
        self._pending: Touch | None = None
        self._arrived = asyncio.Event()
        self._last_touch = -_DOUBLE_TAP_SECONDS
        self._worn_at = 0.0
        model.touched.connect(self._on_touched)
        model.language_asked.connect(self._on_language)
        model.text_size_asked.connect(self._on_text_size)
        model.contrast_asked.connect(self._on_contrast)
        self._clock = QTimer(model, interval=_TICK_MS)
        self._clock.timeout.connect(self.tick)
        self._clock.start()

    def show(self, view: View) -> None:
        self._serial += 1
        self._pending = None
        if not isinstance(view, StillThere):
            self._motion = self._motion_to(view)
            self._beneath = view
        self._view = view
        self._draw()

    def head(self, header: Header | None) -> None:
        self._header = header
        self._draw()

    async def touch(self) -> Touch:
        while self._pending is None:
            self._arrived.clear()
            await self._arrived.wait()
        touch, self._pending = self._pending, None
        return touch

    def wipe(self) -> None:
        self.wear(self._own_look)

    def tick(self) -> None:
        """The clock goes on; the first screen, which waits for ever, forgets the look that somebody left it in."""
        at_home = isinstance(self._view, Welcome) and self.look != self._own_look
        if at_home and self._monotonic() - self._worn_at >= _FORGET_SECONDS:
            self.wipe()
        else:
            self._draw()

    def _motion_to(self, view: View) -> str:
        if self._beneath is None or type(self._beneath) is type(view):
            return self._motion
        return "back" if SCENES[type(view)].depth < SCENES[type(self._beneath)].depth else "forward"

    def _draw(self) -> None:
        words = words_in(self.look.language)
        telling = Telling(words, self._trains_now())
        bar = plain(present_bar(self._header, telling, words_in(self.look.language.other)))
        overlay = present(self._view, telling) if isinstance(self._view, StillThere) else None
        self._model.put(
            {
                "leaf": self._beneath and {**self._told(self._beneath, telling), "bar": bar, "motion": self._motion},
                "overlay": overlay and {**plain(overlay), "serial": self._serial},
                "large_text": self.look.large_text,
                "high_contrast": self.look.high_contrast,
                "still": self.look.still,
            }
        )

    def _told(self, view: View, telling: Telling) -> Mapping[str, Any]:
        page = present(view, telling)
        return {
            **plain(page),
            "component": type(page).__name__,
            "key": type(view).__name__,
            "serial": self._serial,
        }

    def _trains_now(self) -> datetime:
        if self._header is None:
            return self._now()
        return (self._now() + timedelta(seconds=self._header.ahead)).astimezone(ZoneInfo(self._header.time_zone))

    def _on_touched(self, serial: int, touch: str) -> None:
        """The first touch of a view counts; the second one of a double tap does not, wherever it lands."""
        now = self._monotonic()
        if serial != self._serial or now - self._last_touch < _DOUBLE_TAP_SECONDS:
            return
        self._last_touch = now
        self._pending = Touch(touch)
        self._arrived.set()

    def _on_language(self) -> None:
        self.wear(replace(self.look, language=self.look.language.other))

    def _on_text_size(self) -> None:
        self.wear(replace(self.look, large_text=not self.look.large_text))

    def _on_contrast(self) -> None:
        self.wear(replace(self.look, high_contrast=not self.look.high_contrast))

    def wear(self, look: Look) -> None:
        self.look = look
        self._worn_at = self._monotonic()
        self._draw()


def plain(page: Any) -> Any:
    """Dataclasses as maps, enumerations as strings: what QML can read."""
    if is_dataclass(page):
        return {field.name: plain(getattr(page, field.name)) for field in fields(page)}
    if isinstance(page, tuple):
        return [plain(item) for item in page]  # pyright: ignore[reportUnknownVariableType]  # a tuple of anything
    return str(page) if isinstance(page, str) else page
