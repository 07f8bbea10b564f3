import asyncio
import logging
import threading
from collections.abc import AsyncGenerator

import numpy as np
import pytest

from robot.states.ports import CameraGone
from robot.testing import until
from robot.video.camera import Camera
from robot.video.frame import Frame, Image


class FakeSource:
    name = "fake"

    def __init__(self) -> None:
        self.there = True
        self.opened = 0
        self.closed = 0
        self.reads = 0
        self.surprise: Exception | None = None

    def open(self) -> None:
        if not self.there:
            raise CameraGone("fake can't be opened: plug it in")
        self.opened += 1

    def read(self) -> Image:
        if not self.there:
            raise CameraGone("fake stopped giving pictures")
        if self.surprise:
            raise self.surprise
        self.reads += 1
        return np.full((4, 6, 3), self.reads % 256, dtype=np.uint8)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def heard() -> list[Frame]:
    return []


@pytest.fixture
async def camera(source: FakeSource, heard: list[Frame], monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Camera]:
    monkeypatch.setattr("robot.video.camera._RETRY_SECONDS", 0.01)
    camera = Camera(source, frames_per_second=60, listeners=[heard.append], linger_seconds=0.05)
    camera.start()
    yield camera
    await camera.stop()


async def test_a_frame_is_taken_after_it_was_asked_for(camera: Camera) -> None:
    asked = asyncio.get_running_loop().time()

    frame = await camera.next_frame()

    assert frame.taken_at >= asked
    assert frame.image.flags.c_contiguous


async def test_nothing_is_read_while_nobody_looks(camera: Camera, source: FakeSource) -> None:
    assert source.opened == 0

    await camera.next_frame()
    await until(lambda: source.closed)
    read = source.reads
    await asyncio.sleep(0.05)

    assert source.reads == read


async def test_listeners_hear_what_is_read_anyway(camera: Camera, heard: list[Frame]) -> None:
    frame = await camera.next_frame()

    assert any(one is frame for one in heard)


async def test_the_newest_frame_wins_and_none_is_queued(camera: Camera, source: FakeSource, heard: list[Frame]) -> None:
    waiting = asyncio.create_task(camera.next_frame())
    await asyncio.sleep(0)
    threading.Event().wait(0.3)  # the loop is busy for the time of many frames

    await waiting
    assert source.reads >= 5
    assert len(heard) <= 2
    assert heard[0].image[0, 0, 0] >= source.reads - 2


async def test_a_camera_that_is_not_there_says_how_to_mend_it_once_in_the_log(
    camera: Camera, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    source.there = False
    for _ in range(3):
        with pytest.raises(CameraGone, match="plug it in"):
            await camera.next_frame()

    source.there = True
    await camera.next_frame()

    told = [record.message for record in caplog.records if record.name == "robot.video.camera"]
    assert told == ["no picture: fake can't be opened: plug it in", "fake gives pictures again"]


async def test_an_unplugged_camera_comes_back(camera: Camera, source: FakeSource) -> None:
    await camera.next_frame()
    source.there = False
    with pytest.raises(CameraGone):
        await camera.next_frame()

    source.there = True

    await camera.next_frame()


async def test_a_drivers_surprise_does_not_end_the_camera(
    camera: Camera, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    source.surprise = RuntimeError("a driver's bug")
    with pytest.raises(CameraGone):
        await camera.next_frame()

    source.surprise = None

    await camera.next_frame()
    assert "a driver's bug" in caplog.text


async def test_it_has_one_thread_which_ends_with_it(source: FakeSource) -> None:
    camera = Camera(source, frames_per_second=60)
    camera.start()
    await asyncio.gather(*(camera.next_frame() for _ in range(5)))
    assert [thread.name for thread in threading.enumerate()].count("camera fake") == 1

    await camera.stop()

    assert "camera fake" not in [thread.name for thread in threading.enumerate()]
