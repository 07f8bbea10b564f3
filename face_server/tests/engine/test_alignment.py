import numpy as np
import pytest

from face_server.engine.alignment import aligned, similarity
from face_server.engine.landmarks import PointSet
from provodnik.faces.detection import Picture

TEMPLATE: PointSet = np.array([(38.28, 53.05), (73.39, 52.84), (56.04, 79.63)])


def moved(points: PointSet, a: float, b: float, x: float, y: float) -> PointSet:
    return np.stack([a * points[:, 0] - b * points[:, 1] + x, b * points[:, 0] + a * points[:, 1] + y], axis=1)


@pytest.mark.parametrize("motion", [(1, 0, 0, 0), (2, 0, 10, -4), (0, 1, 30, 5), (0.3, -0.4, -7, 90)])
def test_a_similarity_is_found_again(motion: tuple[float, float, float, float]) -> None:
    assert similarity(TEMPLATE, moved(TEMPLATE, *motion)) == pytest.approx(motion)


def test_of_points_that_no_similarity_reaches_the_squares_are_least() -> None:
    target = moved(TEMPLATE, 1.5, 0.2, 4, 5) + np.array([(0, 3), (2, 0), (-1, 1)])
    best = similarity(TEMPLATE, target)

    def squares(motion: tuple[float, ...]) -> float:
        a, b, x, y = motion
        return float(((moved(TEMPLATE, a, b, x, y) - target) ** 2).sum())

    for place in range(4):
        for step in (-1e-3, 1e-3):
            other = [*best]
            other[place] += step
            assert squares(tuple(other)) > squares(best)


def test_one_point_thrice_is_only_moved() -> None:
    a, b, _, _ = similarity(np.full((3, 2), 5.0), TEMPLATE)

    assert (a, b) == (0, 0)


def ramps(side: int = 256) -> Picture:
    """Red is x and green is y, so a crop tells where it was cut."""
    y, x = np.mgrid[:side, :side]
    return np.ascontiguousarray(np.stack([x, y, 0 * x], axis=2).astype(np.uint8))


@pytest.mark.parametrize("motion", [(1, 0, 60.5, 40.5), (1.5, 0, 20, 10), (0.9, 0.3, 90, 20)])
def test_the_crop_is_cut_where_the_points_are(motion: tuple[float, float, float, float]) -> None:
    crop = aligned(ramps(), moved(TEMPLATE, *motion), TEMPLATE, 112, 112)

    a, b, x, y = motion
    v, u = np.mgrid[:112, :112]
    assert crop.shape == (112, 112, 3)
    for colour, expected in ((0, a * u - b * v + x), (1, b * u + a * v + y)):
        difference = crop[..., colour] - expected
        # Pillow cuts the fraction of a colour off, which is half a step in the mean: not a quarter of a pixel aside.
        assert difference.mean() == pytest.approx(-0.5, abs=0.25)
        assert np.abs(difference).max() <= 1.1


def test_without_a_motion_the_picture_is_itself() -> None:
    picture = ramps()[:112, :112]

    assert np.array_equal(aligned(picture, TEMPLATE, TEMPLATE, 112, 112), picture)


def test_outside_of_the_picture_it_is_black() -> None:
    crop = aligned(np.full((60, 60, 3), 200, dtype=np.uint8), TEMPLATE, TEMPLATE, 112, 112)

    assert crop[100, 100].tolist() == [0, 0, 0]
    assert crop[20, 20].tolist() == [200, 200, 200]
