"""Contrast as WCAG 2.2 defines it, of a colour on the ground that a picture shows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Pixels = NDArray[np.uint8]
Colour = tuple[float, float, float]

_LINEAR_UP_TO: Final = 0.04045  # of sRGB
_NEAR: Final = 8  # a channel's difference up to which a pixel may be the text's own
_LEAST_GROUND: Final = 0.2  # glyphs never fill more than the rest of their box
_STEP: Final = 8  # colours this near to each other count as one


def pixels_of(image: QImage) -> Pixels:
    """Height x width x RGB, a view into a copy that it keeps alive."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def ground_under(pixels: Pixels, ink: Colour) -> Colour:
    """The colour that most of `pixels` have, leaving out the ink, unless nearly all of them are like it."""
    flat = pixels.reshape(-1, 3).astype(np.int16)
    away = np.abs(flat - np.array(ink)).max(axis=1) > _NEAR
    if away.mean() >= _LEAST_GROUND:
        flat = flat[away]
    coarse = flat // _STEP
    _, which, counts = np.unique(coarse @ np.array([1, 32, 1024]), return_inverse=True, return_counts=True)
    red, green, blue = flat[which == counts.argmax()].mean(axis=0)
    return float(red), float(green), float(blue)


def over(ink: Colour, alpha: float, ground: Colour) -> Colour:
    red, green, blue = (alpha * top + (1 - alpha) * below for top, below in zip(ink, ground, strict=True))
    return red, green, blue


def ratio(one: Colour, other: Colour) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_UP_TO else ((channel + 0.055) / 1.055) ** 2.4
