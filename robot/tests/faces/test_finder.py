"""Faces found in what a kiosk's camera sees."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from robot.faces.finder import LEAST_FACE_PX, FaceFinder
from robot.faces.sight import FaceInView, Nobody
from robot.states.views import LookHint
from robot.video.frame import Image
from robot.video.picture import nobody_there

Scene = Callable[..., Image]


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder()


def test_a_face_is_found_with_nothing_to_advise(finder: FaceFinder, scene: Scene) -> None:
    seen = finder.look(scene((80, 480)))

    assert isinstance(seen, FaceInView)
    assert seen.advice is None
    assert seen.box.side >= LEAST_FACE_PX
    assert 80 < seen.box.left < seen.box.right < 80 + 300


def test_what_is_cut_out_holds_the_face_in_its_own_colours_and_not_the_whole_scene(
    finder: FaceFinder, scene: Scene
) -> None:
    picture = scene((80, 480))
    seen = finder.look(picture)
    assert isinstance(seen, FaceInView)
    side, cut = seen.box.side, seen.candidate.picture

    assert cut.base is None, "a view would keep everybody who is in the whole picture"
    assert max(cut.shape[:2]) <= 3 * side
    top, left = max(0, seen.box.top - side), seen.box.left - side
    assert np.array_equal(cut, picture[top : top + cut.shape[0], left : left + cut.shape[1]])


def test_two_people_side_by_side_are_asked_to_come_one_at_a_time(finder: FaceFinder, scene: Scene) -> None:
    # Each picture is cropped where the next one begins, so that both faces stand near the middle.
    assert finder.look(scene((0, 470), (300, 470))) is LookHint.ONE_AT_A_TIME


def test_who_stands_far_away_is_asked_to_come_closer(finder: FaceFinder, scene: Scene) -> None:
    assert finder.look(scene((190, 300), top=120)) is LookHint.CLOSER


def test_nobody_is_told_nothing(finder: FaceFinder) -> None:
    assert finder.look(nobody_there()) is Nobody.NOBODY


@pytest.mark.parametrize("light", [0.02, 0.1])
def test_the_dark_is_told_whether_or_not_a_face_can_be_made_out(finder: FaceFinder, scene: Scene, light: float) -> None:
    seen = finder.look(scene((80, 480), light=light))

    assert (seen.advice if isinstance(seen, FaceInView) else seen) is LookHint.LIGHT


def test_who_moves_is_asked_to_hold_still(finder: FaceFinder, scene: Scene) -> None:
    moved = np.zeros((13, 13), dtype=np.float32)
    moved[6] = 1 / 13

    seen = finder.look(np.asarray(cv2.filter2D(scene((80, 480)), -1, moved), dtype=np.uint8))

    assert isinstance(seen, FaceInView)
    assert seen.advice is LookHint.HOLD_STILL


def test_a_large_cameras_picture_is_looked_at_smaller(finder: FaceFinder, scene: Scene) -> None:
    large = np.asarray(cv2.resize(scene((80, 480)), (1440, 1080)), dtype=np.uint8)

    seen = finder.look(large)

    assert isinstance(seen, FaceInView)
    assert max(seen.candidate.picture.shape) <= 640


def test_who_looks_aside_is_asked_to_look_here(finder: FaceFinder, real_data: Path) -> None:
    group = cv2.imread(str(real_data / "faces" / "group_photos" / "014_5.jpg"))
    assert group is not None
    at_the_left_edge = np.asarray(cv2.resize(group[175:405, 0:200], None, fx=2, fy=2), dtype=np.uint8)

    seen = finder.look(at_the_left_edge)

    assert isinstance(seen, FaceInView)
    assert seen.advice is LookHint.LOOK_HERE
