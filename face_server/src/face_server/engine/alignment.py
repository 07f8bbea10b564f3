"""A face, brought to the place where a network expects it."""

import numpy as np
from PIL import Image

from face_server.engine.landmarks import PointSet
from provodnik.faces.detection import Picture


def aligned(picture: Picture, points: PointSet, template: PointSet, width: int, height: int) -> Picture:
    """[height, width, 3]: the picture turned, scaled and moved so that its points come nearest to the template's.

    What lies outside of the picture is black.
    """
    a, b, x, y = similarity(template, points)
    # From a place in the crop to one in the picture. Pillow looks at the middle of a pixel, half a pixel further.
    half = 0.5
    data = (a, -b, x + half - half * (a - b), b, a, y + half - half * (b + a))
    image = Image.fromarray(picture)
    crop = image.transform((width, height), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    return np.asarray(crop)


def similarity(source: PointSet, target: PointSet) -> tuple[float, float, float, float]:
    """(a, b, x₀, y₀) of x' = a·x − b·y + x₀, y' = b·x + a·y + y₀, from source to target with the least squares."""
    middle, goal = source.mean(axis=0), target.mean(axis=0)
    from_, to = source - middle, target - goal
    spread = float((from_ * from_).sum()) or 1.0  # of one and the same point thrice: only moved
    a = float((from_ * to).sum()) / spread
    b = float((from_[:, 0] * to[:, 1] - from_[:, 1] * to[:, 0]).sum()) / spread
    x, y = float(goal[0] - a * middle[0] + b * middle[1]), float(goal[1] - b * middle[0] - a * middle[1])
    return a, b, x, y
