"""From the setting ROBOT_CAMERA to a source."""

import re
from pathlib import Path

from robot.video.picture import PictureFile
from robot.video.script import ScriptedCamera
from robot.video.sources import Source
from robot.video.video_file import VideoFile
from robot.video.webcam import Webcam

FORMS = "webcam:0, video:/path (again and again), video-once:/path, picture:/path or scripted:/path"
_GRAMMAR = re.compile(r"webcam:\d{1,2}|(video|video-once|picture|scripted):.+", re.DOTALL)


def is_camera(setting: str) -> bool:
    return _GRAMMAR.fullmatch(setting) is not None


def source_of(setting: str, frames_per_second: float) -> Source:
    kind, _, rest = setting.partition(":")
    match kind:
        case "webcam":
            return Webcam(int(rest), frames_per_second)
        case "video" | "video-once":
            return VideoFile(Path(rest), loops=kind == "video")
        case "picture":
            return PictureFile(Path(rest))
        case "scripted":
            return ScriptedCamera(Path(rest))
        case _:
            raise ValueError(f"a camera is {FORMS}")
