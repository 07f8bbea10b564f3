import asyncio
import threading
from collections.abc import AsyncGenerator, Callable

import pytest

from robot.states.ports import CameraGone, Code, NotATicket, Unreadable
from robot.testing import CODE, until
from robot.tickets.scanner import STEADY_FRAMES, Scanner, Steadiness
from robot.video.camera import Camera
from robot.video.frame import Image
from robot.video.picture import nobody_there

Draw = Callable[..., Image]


class FakeSource:
    """What stands before the camera is the test's to say."""

    name = "fake"

    def __init__(self) -> None:
        self.image: Image | CameraGone = nobody_there()
        self.reads = 0

    def open(self) -> None:
        pass

    def read(self) -> Image:
        self.reads += 1
        if isinstance(self.image, CameraGone):
            raise self.image
        return self.image

    def close(self) -> None:
        pass


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
async def scanner(source: FakeSource) -> AsyncGenerator[Scanner]:
    camera = Camera(source, frames_per_second=60)
    camera.start()
    scanner = Scanner(camera)
    yield scanner
    scanner.close()
    await camera.stop()


async def test_a_ticket_is_seen_at_once_with_the_time_of_its_frame(
    scanner: Scanner, source: FakeSource, draw: Draw
) -> None:
    source.image = draw(CODE)
    began = asyncio.get_running_loop().time()

    seen = await scanner.scan(None)

    assert isinstance(seen, Code)
    assert seen.text == CODE
    assert began <= seen.seen_at <= asyncio.get_running_loop().time()


async def test_what_is_no_ticket_is_told_once_it_is_steady(scanner: Scanner, source: FakeSource, draw: Draw) -> None:
    source.image = draw("https://example.org")

    assert await scanner.scan(None) == NotATicket()
    assert source.reads >= STEADY_FRAMES


async def test_what_is_known_already_is_not_told_again(scanner: Scanner, source: FakeSource, draw: Draw) -> None:
    source.image = draw("https://example.org")
    scanning = asyncio.create_task(scanner.scan(NotATicket()))
    already_read = source.reads
    await until(lambda: source.reads >= already_read + 2 * STEADY_FRAMES)
    assert not scanning.done()

    source.image = draw(CODE)

    assert isinstance(await scanning, Code)


async def test_a_camera_that_goes_while_scanning_is_told_and_is_noticed_when_it_is_back(
    scanner: Scanner, source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot.video.camera._RETRY_SECONDS", 0.01)
    scanning = asyncio.create_task(scanner.scan(None))
    await asyncio.sleep(0)
    source.image = CameraGone("unplugged")
    with pytest.raises(CameraGone, match="unplugged"):
        await scanning
    back = asyncio.create_task(scanner.camera_back())

    source.image = nobody_there()

    await asyncio.wait_for(back, 5)


async def test_reading_goes_on_on_one_thread_of_its_own(scanner: Scanner, source: FakeSource, draw: Draw) -> None:
    source.image = draw(CODE)

    await asyncio.gather(*(scanner.scan(None) for _ in range(5)))

    assert sum(thread.name.startswith("qr") for thread in threading.enumerate()) == 1


class TestSteadiness:
    def test_a_flicker_is_not_believed(self) -> None:
        steady = Steadiness(3)
        seen = [NotATicket(), NotATicket(), None, Unreadable(), NotATicket(), Unreadable()]

        assert [steady.after(one) for one in seen] == [None] * len(seen)

    def test_the_same_for_long_enough_is(self) -> None:
        steady = Steadiness(3)

        assert [steady.after(Unreadable()) for _ in range(4)] == [None, None, Unreadable(), Unreadable()]
