import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from robot.states.ports import CameraGone
from robot.video.choice import is_camera, source_of
from robot.video.frame import Image
from robot.video.picture import PictureFile, nobody_there
from robot.video.script import ScriptedCamera
from robot.video.video_file import VideoFile
from robot.video.webcam import Webcam

AsPng = Callable[[Image], bytes]


def plain(grey: int, width: int = 64, height: int = 48) -> Image:
    return np.full((height, width, 3), grey, dtype=np.uint8)


def is_empty_scene(image: Image) -> bool:
    return np.array_equal(image, nobody_there())


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(time, "monotonic", clock.monotonic)
    return clock


class TestWebcam:
    def test_one_that_is_not_there_names_itself_and_how_to_mend_it(self) -> None:
        with pytest.raises(CameraGone, match=r"webcam:97 can't be opened: plug the camera in.*ROBOT_CAMERA"):
            Webcam(97, 15).open()

    def test_one_that_is_not_open_gives_no_picture(self) -> None:
        with pytest.raises(CameraGone, match="webcam:97 is not open"):
            Webcam(97, 15).read()


class TestPictureFile:
    def test_it_shows_the_file_as_it_is_now(self, tmp_path: Path, as_png: AsPng) -> None:
        file = tmp_path / "scene.png"
        camera = PictureFile(file)
        seen: list[int] = []
        for grey in (10, 200):
            (tmp_path / "next.png").write_bytes(as_png(plain(grey)))
            (tmp_path / "next.png").replace(file)
            seen.append(int(camera.read()[0, 0, 0]))

        assert seen == [10, 200]

    def test_without_the_file_nobody_stands_there(self, tmp_path: Path, as_png: AsPng) -> None:
        file = tmp_path / "scene.png"
        camera = PictureFile(file)
        assert is_empty_scene(camera.read())
        file.write_bytes(as_png(plain(10)))
        assert not is_empty_scene(camera.read())

        file.unlink()

        assert is_empty_scene(camera.read())

    @pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
    def test_a_file_that_is_no_image_is_told_once_and_shows_nobody(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
    ) -> None:
        caplog.set_level(logging.WARNING)
        file = tmp_path / "scene.png"
        file.write_bytes(content)
        camera = PictureFile(file)

        assert all(is_empty_scene(camera.read()) for _ in range(3))

        assert [record.message for record in caplog.records] == [
            f"picture:{file} is no image that can be read (PNG, JPEG or WebP): the camera shows nobody"
        ]

    def test_a_folder_is_told_once_too(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        camera = PictureFile(tmp_path)

        assert all(is_empty_scene(camera.read()) for _ in range(3))

        assert len(caplog.records) == 1

    def test_a_file_that_has_not_changed_is_not_decoded_again(self, tmp_path: Path, as_png: AsPng) -> None:
        file = tmp_path / "scene.png"
        file.write_bytes(as_png(plain(10)))
        camera = PictureFile(file)

        assert camera.read() is camera.read()

    def test_a_huge_picture_is_made_smaller(self, tmp_path: Path, as_png: AsPng) -> None:
        file = tmp_path / "scene.png"
        file.write_bytes(as_png(plain(10, width=4000, height=1000)))

        assert PictureFile(file).read().shape == (480, 1920, 3)


class TestScriptedCamera:
    @pytest.fixture
    def pictures(self, tmp_path: Path, as_png: AsPng) -> Path:
        for grey in (10, 200):
            (tmp_path / f"{grey}.png").write_bytes(as_png(plain(grey)))
        return tmp_path

    def write(self, folder: Path, *, loops: bool) -> ScriptedCamera:
        script = {
            "loops": loops,
            "pictures": [{"picture": "10.png", "seconds": 2}, {"seconds": 1}, {"picture": "200.png", "seconds": 1}],
        }
        (folder / "script.json").write_text(json.dumps(script))
        return ScriptedCamera(folder / "script.json")

    @pytest.mark.parametrize(
        ("loops", "expected"), [(True, [10, 10, 128, 200, 10, 10]), (False, [10, 10, 128, 200, 200, 200])]
    )
    def test_each_picture_has_its_time(self, pictures: Path, clock: Time, loops: bool, expected: list[int]) -> None:  # noqa: FBT001
        camera = self.write(pictures, loops=loops)
        camera.open()
        seen: list[int] = []

        for _ in expected:
            seen.append(int(camera.read()[0, 0, 0]))
            clock.now += 1

        assert seen == expected

    def test_toml_says_the_same(self, pictures: Path) -> None:
        (pictures / "script.toml").write_text('loops = true\n[[pictures]]\npicture = "10.png"\nseconds = 2.5\n')
        camera = ScriptedCamera(pictures / "script.toml")

        camera.open()

        assert camera.read()[0, 0, 0] == 10

    @pytest.mark.parametrize(
        ("script", "told"),
        [
            ("rubbish", "Expecting value"),
            ('{"pictures": []}', "pictures: List should have at least 1 item"),
            ('{"pictures": [{"seconds": -1}]}', "pictures.0.seconds: Input should be greater than 0"),
            ('{"pictures": [{"seconds": 1, "image": "a.png"}]}', "pictures.0.image: Extra inputs are not permitted"),
            ('{"pictures": [{"seconds": 1, "picture": "missing.png"}]}', "missing.png, which can't be read"),
            ('{"pictures": [{"seconds": 1, "picture": "script.json"}]}', "which is no image"),
        ],
    )
    def test_a_script_that_can_not_be_followed_says_why(self, tmp_path: Path, script: str, told: str) -> None:
        (tmp_path / "script.json").write_text(script)

        with pytest.raises(CameraGone, match=told):
            ScriptedCamera(tmp_path / "script.json").open()

    def test_a_script_that_is_not_there_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(CameraGone, match="No such file"):
            ScriptedCamera(tmp_path / "script.json").open()


class TestVideoFile:
    @pytest.fixture
    def film(self, tmp_path: Path) -> Path:
        """Ten frames at ten a second, each a little lighter."""
        path = tmp_path / "film.avi"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
        for number in range(10):
            writer.write(plain(20 * number))
        writer.release()
        return path

    def number_of(self, image: Image) -> int:
        return round(float(image.mean()) / 20)

    def test_it_plays_at_its_own_speed_and_skips_what_nobody_has_time_for(self, film: Path, clock: Time) -> None:
        video = VideoFile(film, loops=False)
        video.open()
        seen: list[int] = []

        for seconds in (0, 0.15, 0.3, 0.3):
            clock.now += seconds
            seen.append(self.number_of(video.read()))

        assert seen == [0, 1, 4, 7]

    def test_it_begins_again(self, film: Path, clock: Time) -> None:
        video = VideoFile(film, loops=True)
        video.open()

        clock.now += 1.2
        assert self.number_of(video.read()) == 0
        clock.now += 0.25
        assert self.number_of(video.read()) == 2

    def test_played_once_it_is_gone_at_the_end(self, film: Path, clock: Time) -> None:
        video = VideoFile(film, loops=False)
        video.open()
        clock.now += 1.2

        with pytest.raises(CameraGone, match="has ended"):
            video.read()

    def test_what_is_no_video_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "film.avi").write_bytes(b"rubbish")

        with pytest.raises(CameraGone, match="is no video that can be played"):
            VideoFile(tmp_path / "film.avi", loops=True).open()


class TestChoice:
    @pytest.mark.parametrize(
        ("setting", "kind"),
        [
            ("webcam:0", Webcam),
            ("video:/a b.mp4", VideoFile),
            ("video-once:/a:b.mp4", VideoFile),
            ("picture:/a.png", PictureFile),
            ("scripted:/a.json", ScriptedCamera),
        ],
    )
    def test_a_setting_chooses(self, setting: str, kind: type) -> None:
        source = source_of(setting, 15)

        assert isinstance(source, kind)
        assert source.name == setting

    @pytest.mark.parametrize("setting", ["", "webcam", "webcam:x", "picture:", "film:/a.mp4", "/dev/video0"])
    def test_nothing_else_is_a_camera(self, setting: str) -> None:
        assert not is_camera(setting)
