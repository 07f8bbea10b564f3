"""How well a face can be seen: light and sharpness, measured alike on the kiosk and in face_server."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from provodnik.contracts.faces import Box
from provodnik.faces.detection import Picture

Luma = NDArray[np.float32]  # [height, width], 0 to 255

# Sharpness depends on the size at which it is looked at, so every face is looked at in this one.
_SIDE: Final = 64
_LUMA: Final = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


def brightness(picture: Picture, box: Box) -> float:
    """Mean luminance of the face, 0 to 255."""
    return float(_small(picture, box).mean())


def sharpness(picture: Picture, box: Box) -> float:
    """Variance of the Laplacian of the face, relative to its contrast; above 0, low is blurred or out of focus."""
    face = _small(picture, box)
    spread = float(face.std()) + 1.0
    face = face / spread
    laplacian = face[:-2, 1:-1] + face[2:, 1:-1] + face[1:-1, :-2] + face[1:-1, 2:] - 4 * face[1:-1, 1:-1]
    return float(laplacian.var())


def _small(picture: Picture, box: Box) -> Luma:
    """The face's luminance, averaged down (or repeated up) to [64, 64]."""
    height, width = picture.shape[:2]
    face = picture[max(box.top, 0) : min(box.bottom, height), max(box.left, 0) : min(box.right, width)]
    if face.size == 0:
        return np.zeros((_SIDE, _SIDE), dtype=np.float32)
    luma = face.astype(np.float32) @ _LUMA
    return _resized(_resized(luma, 0), 1)


def _resized(values: Luma, axis: int) -> Luma:
    """Box averages along one axis, by the difference of running sums at 65 equally spaced places."""
    size = values.shape[axis]
    places = np.linspace(0, size, _SIDE + 1, dtype=np.float32)
    lower = np.minimum(places.astype(np.intp), size - 1)
    part = (places - lower)[:, np.newaxis] if axis == 0 else places - lower
    sums: Luma = np.cumsum(values, axis, dtype=np.float32)
    sums = np.insert(sums, 0, 0, axis)
    at = (sums.take(lower, axis) + part * values.take(lower, axis)).astype(np.float32)
    return np.diff(at, axis=axis) * np.float32(_SIDE / size)
