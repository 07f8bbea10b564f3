from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from provodnik.contracts.ticket_code import new_ticket_code
from robot.states.ports import NotATicket, Unreadable
from robot.tickets.reader import read
from standalone.demo.scenario import torn
from standalone.passenger import camera_picture, show_to_camera


def seen(picture: Image.Image) -> object:
    """What the kiosk reads in it."""
    return read(np.ascontiguousarray(np.asarray(picture)[..., ::-1]))


def test_a_ticket_that_is_held_aslant_is_read() -> None:
    code = new_ticket_code()

    assert seen(camera_picture(code)) == code


def test_another_code_is_no_ticket() -> None:
    assert seen(camera_picture("https://example.org")) == NotATicket()


def test_a_torn_code_is_unreadable() -> None:
    assert seen(torn(camera_picture(new_ticket_code()))) == Unreadable()


def test_a_wall_is_nothing() -> None:
    assert seen(camera_picture(None)) is None


def test_a_new_picture_replaces_the_old_one_whole(tmp_path: Path) -> None:
    scene = tmp_path / "scene.png"
    show_to_camera(scene, camera_picture(None))
    show_to_camera(scene, camera_picture(new_ticket_code()))

    image = cv2.imread(str(scene))
    assert image is not None
    assert image.shape == (480, 640, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["scene.png"]
