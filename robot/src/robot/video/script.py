"""A camera that follows a script: these pictures, each for so many seconds.

A script is JSON or TOML, by its file's ending:

    {"loops": false, "pictures": [{"picture": "ticket.png", "seconds": 2.5}, {"seconds": 1}]}

    loops = true
    [[pictures]]
    picture = "ticket.png"
    seconds = 2.5

Paths are relative to the script; an entry without a picture is an empty scene. The script begins anew whenever the
camera is opened. Without `loops` the last picture stays.
"""

import itertools
import json
import time
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from robot.states.ports import CameraGone
from robot.video.frame import Image
from robot.video.picture import decode, nobody_there


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    picture: Path | None = None
    seconds: Annotated[float, Field(gt=0)]


class Script(BaseModel):
    model_config = ConfigDict(extra="forbid")

    loops: bool = False
    pictures: Annotated[list[Entry], Field(min_length=1)]


class ScriptedCamera:
    def __init__(self, path: Path) -> None:
        self.name = f"scripted:{path}"
        self._path = path
        self._images: list[Image] = []
        self._ends: list[float] = []  # when each picture's time is up, in seconds from the beginning
        self._loops = False
        self._began = 0.0

    def open(self) -> None:
        script = self._script()
        self._images = [self._image(entry.picture) for entry in script.pictures]
        self._ends = list(itertools.accumulate(entry.seconds for entry in script.pictures))
        self._loops = script.loops
        self._began = time.monotonic()

    def read(self) -> Image:
        passed = time.monotonic() - self._began
        if self._loops:
            passed %= self._ends[-1]
        current = (image for image, end in zip(self._images, self._ends, strict=True) if passed < end)
        return next(current, self._images[-1])

    def close(self) -> None:
        self._images.clear()

    def _script(self) -> Script:
        try:
            text = self._path.read_text(encoding="utf-8")
            return Script.model_validate(tomllib.loads(text) if self._path.suffix == ".toml" else json.loads(text))
        except (OSError, ValueError) as error:  # both parsers' errors and pydantic's are ValueErrors
            reason = _reasons(error) if isinstance(error, ValidationError) else str(error)
            raise CameraGone(f"{self.name} is no script that can be followed: {reason}") from error

    def _image(self, picture: Path | None) -> Image:
        if picture is None:
            return nobody_there()
        path = self._path.parent / picture
        try:
            image = decode(path.read_bytes())
        except OSError as error:
            raise CameraGone(f"{self.name} names {path}, which can't be read: {error.strerror}") from error
        if image is None:
            raise CameraGone(f"{self.name} names {path}, which is no image that can be read")
        return image


def _reasons(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
