"""Draws every screen in every variant and inspects it: python -m robot.ui.gallery OUT [--size 1024x600 …]."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlError

from robot.states.views import Header, LookIntoCamera, NotAssigned, NotEnrolled, ScanTicket, View
from robot.ui.application import KioskWindow, create_application, open_window
from robot.ui.gallery_views import BENEATH, HEADER, LONG_HEADER, NOW, PATIENT, VIEWS, picture
from robot.ui.inspection import inspect
from robot.ui.libraries import prepare_qt
from robot.ui.look import Look
from robot.ui.words.language import Language

# 1024 x 600 is the kiosk, drawn in each mode; other sizes are the same drawing and need one.
KIOSK: Final = (1024, 600)
DEFAULT_SIZES: Final = (KIOSK, (1920, 1080))
_MODES: Final = {
    "plain": Look(still=True),
    "contrast": Look(high_contrast=True, still=True),
    "large": Look(large_text=True, still=True),
}


@dataclass(frozen=True)
class Variant:
    name: str
    size: tuple[int, int]
    look: Look
    mode: str

    def __str__(self) -> str:
        width, height = self.size
        return f"{width}x{height}-{self.mode}-{self.look.language}-{self.name}"


def variants(sizes: Sequence[tuple[int, int]] = DEFAULT_SIZES) -> Iterator[Variant]:
    for size, (mode, look), language in product(sizes, _MODES.items(), Language):
        if size != KIOSK and mode != "plain":
            continue
        worn = Look(language, large_text=look.large_text, high_contrast=look.high_contrast, still=True)
        for name in (*VIEWS, *(f"{name}-late" for name in PATIENT)):
            yield Variant(name, size, worn, mode)


class Studio:
    """One window, in which a variant after the other is shown. Needs an application."""

    def __init__(self) -> None:
        self.kiosk: KioskWindow = open_window(Look(still=True), QSize(*KIOSK), now=lambda: NOW)
        self._pictures = {ScanTicket: picture(code=True), LookIntoCamera: picture(code=False)}
        self.complaints: list[str] = []
        self.kiosk.window.engine().warnings.connect(self._hear)

    def _hear(self, warnings: Sequence[QQmlError]) -> None:
        self.complaints.extend(warning.toString() for warning in warnings)

    def draw(self, variant: Variant) -> QImage:
        kiosk = self.kiosk
        kiosk.window.resize(*variant.size)
        kiosk.screen.wear(variant.look)
        late = variant.name.removesuffix("-late")
        view = VIEWS[late]
        kiosk.screen.head(_header(variant.name, view))
        for shown in (BENEATH.get(variant.name), late):
            if shown:
                kiosk.screen.show(VIEWS[shown])
        if late != variant.name:
            self._lose_patience()
        if isinstance(view, ScanTicket | LookIntoCamera):
            kiosk.camera.offer(self._pictures[type(view)])
        QCoreApplication.processEvents()
        return kiosk.window.grabWindow()

    def inspect(self, variant: Variant, image: QImage) -> list[str]:
        """What a person would object to in it, and what QML itself complained of since the last time."""
        found = inspect(self.kiosk.window.rootObject(), image, high_contrast=variant.look.high_contrast)
        complaints, self.complaints = self.complaints, []
        return [*map(str, found), *complaints]

    def _lose_patience(self) -> None:
        """Show at once what is shown after a while."""
        shown = self.kiosk.model.shown
        self.kiosk.model.put({**shown, "leaf": {**shown["leaf"], "reason_after_ms": 0}})
        for _ in range(3):  # the timer's start, its event, the drawing
            QCoreApplication.processEvents()


def _header(name: str, view: View) -> Header | None:
    if isinstance(view, NotEnrolled | NotAssigned):
        return None
    return LONG_HEADER if name.endswith("-long") else HEADER


def draw_all(out: Path, sizes: Sequence[tuple[int, int]] = DEFAULT_SIZES) -> dict[Variant, list[str]]:
    """Writes a picture of each variant into `out`; answers what is wrong with which."""
    out.mkdir(parents=True, exist_ok=True)
    studio = Studio()
    wrong: dict[Variant, list[str]] = {}
    for variant in variants(sizes):
        image = studio.draw(variant)
        image.save(str(out / f"{variant}.png"))
        if findings := studio.inspect(variant, image):
            wrong[variant] = findings
    return wrong


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    try:
        return int(width), int(height)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1024x600") from None


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m robot.ui.gallery", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("--size", type=_size, nargs="+", default=DEFAULT_SIZES, help="sizes such as 1024x600")
    told = parser.parse_args(arguments)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    prepare_qt(os.environ)
    application = create_application()
    wrong = draw_all(told.out, told.size)
    application.quit()
    for variant, findings in wrong.items():
        for finding in findings:
            print(f"{variant}: {finding}")  # noqa: T201 — a command's output
    print(f"{len(list(variants(told.size)))} screens in {told.out}, {len(wrong)} of them not right")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
