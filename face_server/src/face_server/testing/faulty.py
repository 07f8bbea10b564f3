"""An engine that fails as pictures tell it to, for tests of what stands around an engine."""

import os
import signal
import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from face_server.engine.errors import EngineUnusable
from face_server.engine.interface import Described, Engine, FoundFace, Likeness
from face_server.engine.likeness import CosineLikeness
from provodnik.contracts.faces import FaceQuality, NoFace
from provodnik.faces.detection import Picture

# Grey levels of a picture, and what comes of it; others are described by their level.
DIES: Final = 10
HANGS: Final = 30
FAILS: Final = 50
NO_FACE: Final = 70

_QUALITY: Final = FaceQuality(face_px=100, sharpness=1.0, brightness=100.0, turn=0.0)
_NEAR: Final = 8


@dataclass(frozen=True)
class FaultyRecipe:
    """Its engine can't be loaded where it is not `usable`."""

    usable: bool = True
    job_seconds: float = 0.0

    @property
    def likeness(self) -> Likeness:
        return CosineLikeness("faulty-1", 16, 0.5)

    def check(self) -> None:
        if not self.usable:
            raise EngineUnusable("the faulty engine is not usable")

    def load(self) -> Engine:
        self.check()
        return FaultyEngine(self)


class FaultyEngine:
    def __init__(self, recipe: FaultyRecipe) -> None:
        self._recipe = recipe

    @property
    def likeness(self) -> Likeness:
        return self._recipe.likeness

    def faces(self, picture: Picture) -> list[FoundFace]:
        self._described(picture)
        return []

    def describe_photograph(self, picture: Picture) -> Described:
        return self._described(picture)

    def describe_frame(self, picture: Picture) -> Described:
        return self._described(picture)

    def _described(self, picture: Picture) -> Described:
        level = float(picture.mean())
        if abs(level - DIES) < _NEAR:
            os.kill(os.getpid(), signal.SIGKILL)
        if abs(level - HANGS) < _NEAR:
            time.sleep(3600)
        if abs(level - FAILS) < _NEAR:
            raise RuntimeError("as the picture told")
        if abs(level - NO_FACE) < _NEAR:
            raise NoFace
        time.sleep(self._recipe.job_seconds)
        return Described(np.eye(16, dtype=np.float32)[round(level) // 16], _QUALITY)
