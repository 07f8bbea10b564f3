"""From pictures before a real camera to guidance, frames and codes."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from statistics import median
from typing import Protocol

import cv2
import numpy as np
import pytest
import zxingcpp

from robot.faces.collector import Collector
from robot.faces.finder import FaceFinder
from robot.faces.sight import Nobody, Sight
from robot.faces.watcher import FaceWatcher
from robot.stalls import StallMonitor
from robot.states.ports import CameraGone, Code, FaceShown, Guidance, Looked
from robot.states.views import LookHint
from robot.testing import CODE, until
from robot.video.camera import Camera
from robot.video.choice import source_of
from robot.video.frame import Image
from robot.waiting import abandon

Scene = Callable[..., Image]
Draw = Callable[..., Image]


class Stage(Protocol):
    file: Path

    def shows(self, scene: Image) -> None: ...

    def is_empty(self) -> None: ...


@pytest.fixture
def watcher(camera: Camera) -> Generator[FaceWatcher]:
    watcher = FaceWatcher(camera)
    yield watcher
    watcher.close()


async def everything(watcher: FaceWatcher, collector: Collector) -> AsyncGenerator[Looked]:
    """What the passenger is told, to the end."""
    hint: LookHint | None = collector.hint
    while True:
        seen = await watcher.watch(collector, hint)
        yield seen
        if not isinstance(seen, Guidance):
            return
        hint = seen.hint


async def all_of(watcher: FaceWatcher, collector: Collector) -> list[Looked]:
    return [seen async for seen in everything(watcher, collector)]


async def test_a_face_is_told_to_hold_still_and_then_taken(watcher: FaceWatcher, stage: Stage, scene: Scene) -> None:
    stage.shows(scene((80, 480)))
    collector = Collector()

    assert await all_of(watcher, collector) == [Guidance(LookHint.HOLD_STILL), FaceShown()]
    files = await watcher.files_of(collector.frames())

    assert len(files) == 3
    for file in files:
        assert file[:3] == b"\xff\xd8\xff", "a JPEG"
        assert b"Exif" not in file
        picture = cv2.imdecode(np.frombuffer(file, dtype=np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert max(picture.shape[:2]) <= 480


async def test_who_comes_nearer_is_guided_until_they_are_seen_well(
    watcher: FaceWatcher, stage: Stage, scene: Scene
) -> None:
    stage.shows(scene((190, 300), top=120))
    told: list[Looked] = []

    async for seen in everything(watcher, Collector()):
        told.append(seen)
        if seen == Guidance(LookHint.CLOSER):
            stage.shows(scene((80, 480)))

    assert told[0] == Guidance(LookHint.CLOSER)
    assert told[-1] == FaceShown()


async def test_who_shows_a_code_beside_their_face_is_told_by_the_code(
    watcher: FaceWatcher, stage: Stage, scene: Scene, draw: Draw
) -> None:
    picture = scene((250, 480))
    picture[:, :250] = draw(CODE)[:, :250]
    stage.shows(picture)

    (seen,) = await all_of(watcher, Collector())

    assert isinstance(seen, Code)
    assert seen.text == CODE


async def test_another_things_code_in_view_holds_the_capture_back(
    watcher: FaceWatcher, stage: Stage, scene: Scene, draw: Draw
) -> None:
    picture = scene((250, 480))
    other = draw("https://example.org", zxingcpp.BarcodeFormat.QRCode)
    picture[:, :250] = other[:, :250]
    stage.shows(picture)
    collector = Collector()
    assert await watcher.watch(collector, None) == Guidance(LookHint.CODE_IN_VIEW)

    watching = asyncio.create_task(watcher.watch(collector, LookHint.CODE_IN_VIEW))
    await asyncio.sleep(2)  # longer than a face alone would have taken
    assert not watching.done()

    stage.shows(scene((250, 480)))
    assert await watching == Guidance(LookHint.HOLD_STILL)


async def test_looking_goes_on_on_one_thread_of_its_own_and_leaves_the_loop_alone(
    watcher: FaceWatcher, stage: Stage, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looks_ms = FaceFinder.look, list[float]()

    def timed_look(finder: FaceFinder, image: Image) -> Sight:
        began = time.perf_counter()
        seen = look(finder, image)
        looks_ms.append((time.perf_counter() - began) * 1000)
        return seen

    monkeypatch.setattr(FaceFinder, "look", timed_look)
    stage.shows(scene((80, 480)))
    await all_of(watcher, Collector())  # what is loaded once is loaded
    stalls = StallMonitor()
    beating = asyncio.create_task(stalls.run())
    for _ in range(3):
        await all_of(watcher, Collector())
    await abandon([beating])

    # Every look would be a stall of its own length, did dlib hold the interpreter's lock.
    assert stalls.since_reset().p99_ms < 0.6 * median(looks_ms)
    assert sum(thread.name.startswith("faces") for thread in threading.enumerate()) == 1


async def test_nobody_is_looked_for_less_often(
    watcher: FaceWatcher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.is_empty()
    looks: list[float] = []

    def look(_: FaceFinder, __: Image) -> Sight:
        looks.append(time.monotonic())
        return Nobody.NOBODY

    monkeypatch.setattr(FaceFinder, "look", look)
    watching = asyncio.create_task(watcher.watch(Collector(), None))

    await until(lambda: len(looks) == 6)
    await abandon([watching])

    assert looks[-1] - looks[0] >= 5 * 0.15


async def test_a_camera_that_goes_is_told(tmp_path: Path) -> None:
    camera = Camera(source_of(f"video:{tmp_path / 'missing.mp4'}", 30), 30)
    camera.start()
    watcher = FaceWatcher(camera)

    with pytest.raises(CameraGone, match="missing"):
        await watcher.watch(Collector(), None)

    watcher.close()
    await camera.stop()
