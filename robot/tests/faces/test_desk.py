"""A check by face, from the frames to the answer; and that nothing of the frames is left after it."""

import asyncio
import base64
import gc
import logging
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, cast
from uuid import UUID, uuid4

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from provodnik.clients.errors import Broken, Unreachable
from provodnik.clients.transport import Transport
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.checks import CheckAnswer, Reason, TicketValidation
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.faces import Box, FaceBoarding, FacesOff, FacesUnavailable
from robot.faces.collector import Collector
from robot.faces.desk import FaceDesk, Watcher
from robot.faces.sight import Candidate, FaceInView
from robot.faces.watcher import FaceWatcher
from robot.faces.withdrawals import KeptFaceCheck, Withdrawals
from robot.kept.folder import KeptFolder
from robot.states.kiosk import Kiosk
from robot.states.looking import CheckFace, LookIntoCamera
from robot.states.ports import FaceCheck, FaceShown, Guidance, Looked
from robot.states.views import LookHint
from robot.testing import ACCEPTED, FakeClock, FakeRobot, refused, settle, until
from robot.video.camera import Camera
from robot.video.frame import Image

HERE = uuid4()
Scene = Callable[..., Image]


class Stage(Protocol):
    def shows(self, scene: Image) -> None: ...

    def is_empty(self) -> None: ...


class FakeServer:
    """Answers as prepared. Of the pictures that it gets it keeps a few bytes, to know them again."""

    def __init__(self) -> None:
        self.answer: CheckAnswer | Exception = ACCEPTED
        self.holds_answers = asyncio.Event()
        self.holds_answers.set()
        self.asked: list[UUID] = []
        self.on_disk: list[bool] = []
        self.pictures = 0
        self.needles: list[bytes] = []
        self.withdrawn: list[UUID] = []
        self.withdraws = True
        self.folder = Path()

    async def validate(self, check: TicketValidation) -> CheckAnswer:
        self.asked.append(check.check_id)
        self.on_disk.append((self.folder / f"{check.check_id}.json").exists())
        for image in check.images or ():
            self.pictures += 1
            middle = image[len(image) // 2 // 3 * 3 :][:24]  # at a third byte, so that base64 parts it alike
            self.needles += [middle, base64.b64encode(middle)]
        await self.holds_answers.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def withdraw(self, check_id: UUID) -> None:
        if not self.withdraws:
            raise Unreachable("no answer")
        self.withdrawn.append(check_id)


class PatientWatcher:
    """Sees a face well, without a camera and in no time."""

    async def watch(self, collector: Collector, known: LookHint | None) -> Looked:  # noqa: ARG002 - a watcher is told
        picture = np.zeros((4, 4, 3), dtype=np.uint8)
        for step in range(20):
            box = Box(left=200, top=100, right=300, bottom=200)
            collector.after(FaceInView(box, Candidate(picture, 0.3)), step / 10)
        return FaceShown()

    async def files_of(self, frames: tuple[Candidate, ...]) -> tuple[bytes, ...]:
        return tuple(b"a picture of a face, as JPEG" for _ in frames)


class World:
    def __init__(self, folder: Path, watcher: Watcher) -> None:
        self.folder = folder
        self.server = FakeServer()
        self.server.folder = folder / "face_checks"
        self.disk = KeptFolder(self.server.folder, KeptFaceCheck)
        self.withdrawals = Withdrawals(self.disk, self.server.withdraw, FakeClock())
        self.desk = FaceDesk(watcher, self.withdrawals, self.server.validate)

    async def passenger_looks(self) -> FaceCheck:
        with self.desk.looking() as eye:
            hint = None
            while isinstance(seen := await eye.sees(hint), Guidance):
                hint = seen.hint
            return eye.check(HERE)

    def kept(self) -> set[str]:
        self.disk.close()
        return {file.stem for file in self.server.folder.iterdir()}


@pytest.fixture
def world(data_folder: Path) -> Generator[World]:
    world = World(data_folder, PatientWatcher())
    yield world
    world.disk.close()


@pytest.fixture
async def real_world(data_folder: Path, camera: Camera, stage: Stage, scene: Scene) -> AsyncGenerator[World]:
    """With a real face before a real camera."""
    stage.shows(scene((80, 480)))
    watcher = FaceWatcher(camera)
    world = World(data_folder, watcher)
    yield world
    watcher.close()
    world.disk.close()


async def test_three_frames_are_sent_once_the_id_is_on_the_disk(world: World) -> None:
    check = await world.passenger_looks()

    assert await world.desk.ask(check) == ACCEPTED
    assert world.server.asked == [check.check_id]
    assert world.server.on_disk == [True]
    assert world.server.pictures == 3


async def test_an_accepted_check_is_kept_until_it_is_told(world: World) -> None:
    check = await world.passenger_looks()
    await world.desk.ask(check)
    assert (world.server.folder / f"{check.check_id}.json").exists()

    world.desk.told(check)

    assert world.kept() == set()


@pytest.mark.parametrize(
    "answer",
    [refused(Reason.UNKNOWN_FACE), refused(Reason.POOR_IMAGE), AssignmentDiffers(), FacesUnavailable(), FacesOff()],
    ids=lambda answer: getattr(answer, "reason", None) or type(answer).__name__,
)
async def test_what_used_nothing_up_need_not_be_taken_back(world: World, answer: CheckAnswer | Exception) -> None:
    world.server.answer = answer
    check = await world.passenger_looks()

    if isinstance(answer, Exception):
        with pytest.raises(type(answer)):
            await world.desk.ask(check)
    else:
        await world.desk.ask(check)

    assert world.withdrawals.waiting() == []
    assert world.kept() == set()


@pytest.mark.parametrize(
    "trouble", [Unreachable("no answer"), Broken("500"), NotSignedIn()], ids=lambda trouble: type(trouble).__name__
)
async def test_what_got_no_usable_answer_is_taken_back_before_anything_new_is_asked(
    world: World, trouble: Exception
) -> None:
    world.server.answer = trouble
    world.server.withdraws = False
    lost = await world.passenger_looks()
    with pytest.raises(type(trouble)):
        await world.desk.ask(lost)
    following = await world.passenger_looks()
    with pytest.raises(Unreachable):
        await world.desk.ask(following)
    assert world.server.asked == [lost.check_id], "the next one is not sent"

    world.server.withdraws, world.server.answer = True, ACCEPTED
    following = await world.passenger_looks()

    assert await world.desk.ask(following) == ACCEPTED
    assert world.server.withdrawn == [lost.check_id]


async def test_a_server_that_takes_too_long_is_as_good_as_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot.faces.desk.PATIENCE_SECONDS", 0.2)
    world.server.holds_answers.clear()
    check = await world.passenger_looks()

    with pytest.raises(Unreachable):
        await world.desk.ask(check)

    assert world.withdrawals.waiting() == [check.check_id]


async def test_a_disk_that_refuses_is_told_as_a_fault_and_nothing_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    check = await world.passenger_looks()
    monkeypatch.setattr("robot.kept.files.os.fsync", full)

    with pytest.raises(Broken, match="No space left"):
        await world.desk.ask(check)

    assert world.server.asked == []


# --- nothing is kept


def everything_in_memory() -> Iterator[object]:
    """What the interpreter's garbage collector knows, and what only that refers to, such as bytes and arrays."""
    gc.collect()
    waiting = gc.get_objects()
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        yield one
        for referred in gc.get_referents(one):
            if not gc.is_tracked(referred) and id(referred) not in seen:
                seen.add(id(referred))
                waiting.append(referred)


def pictures_in_memory(needles: list[bytes]) -> list[str]:
    """Every array of a camera's or a face's size, and all bytes that hold a sent picture, as a file or in base64."""
    found: dict[int, str] = {}
    for one in everything_in_memory():
        if isinstance(one, np.ndarray):
            array = cast("NDArray[Any]", one)
            if array.ndim == 3 and array.shape[2] == 3 and array.nbytes > 10_000:
                found[id(array)] = f"an array of {array.nbytes} bytes"
        elif isinstance(one, bytes | bytearray) and len(one) > 1_000 and any(needle in one for needle in needles):
            found[id(one)] = f"{len(one)} bytes that hold a picture"
    return list(found.values())


async def forgets(stage: Stage, camera: Camera, known: list[str], needles: list[bytes]) -> list[str]:
    """Nobody stands before the camera any more; what is left then, beside what was there before."""
    stage.is_empty()
    await camera.next_frame()
    await camera.next_frame()
    await settle()
    left = pictures_in_memory(needles)
    for one in known:
        if one in left:
            left.remove(one)
    return left


@pytest.mark.parametrize(
    "answer",
    [ACCEPTED, Unreachable("no answer")],
    ids=["accepted", "unanswered"],
)
async def test_nothing_of_a_picture_is_left_after_the_answer_in_memory_on_disk_or_in_logs(
    real_world: World,
    robot: FakeRobot,
    stage: Stage,
    camera: Camera,
    answer: CheckAnswer | Exception,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    caplog.set_level(logging.DEBUG)
    request.getfixturevalue("portrait")
    stage.is_empty()
    await camera.next_frame()
    known = pictures_in_memory([])
    stage.shows(request.getfixturevalue("scene")((80, 480)))
    robot.whereabouts.face_boarding = FaceBoarding.ON
    kiosk = Kiosk(
        robot.screen,
        robot.tickets,
        real_world.desk,
        robot.staff,
        robot.whereabouts,
        robot.kiosk.presence,
        robot.clock,
        2,
    )
    real_world.server.answer = answer

    checking = await LookIntoCamera().run(kiosk)
    assert isinstance(checking, CheckFace)
    assert len(pictures_in_memory([])) >= len(known) + 3, "they are found where they are"
    following = await checking.run(kiosk)
    showing = robot.enters(following)
    await settle()

    assert len(needles := real_world.server.needles) == 6
    assert await forgets(stage, camera, known, needles) == [], "while the answer is shown"
    for file in (path for path in real_world.folder.rglob("*") if path.is_file()):
        assert not [needle for needle in needles if needle in file.read_bytes()]
        assert file.stat().st_size < 1_000
    assert len(caplog.text) < 10_000
    assert "array" not in repr((checking, following, showing, real_world.desk.__dict__))


async def test_an_exception_carries_no_picture_in_its_causes_and_its_traceback(world: World) -> None:
    async def lose(request: httpx.Request) -> httpx.Response:
        await request.aread()
        raise httpx.ReadTimeout("lost", request=request)

    async with httpx.AsyncClient(base_url="http://server", transport=httpx.MockTransport(lose)) as http:
        transport = Transport(http)

        async def validate(check: TicketValidation) -> CheckAnswer:
            return await transport.send(CheckAnswer, "POST", "/robot/ticket_validation", check)

        world.desk = FaceDesk(PatientWatcher(), world.withdrawals, validate)
        check = await world.passenger_looks()
        with pytest.raises(Unreachable) as caught:
            await world.desk.ask(check)

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    held = [name for frame in frames_of(caught.value.__traceback__) for name in frame]
    assert not {"images", "validation", "frames", "content", "body"} & set(held)


def frames_of(traceback: TracebackType | None) -> Iterator[set[str]]:
    while traceback is not None:
        yield set(traceback.tb_frame.f_locals)
        traceback = traceback.tb_next


async def test_who_leaves_before_the_frames_are_complete_leaves_none(
    real_world: World, stage: Stage, camera: Camera
) -> None:
    known = pictures_in_memory([])
    with real_world.desk.looking() as eye:
        await eye.sees(None)  # hold still
        looking = asyncio.create_task(eye.sees(None))
        await asyncio.sleep(0.3)
        looking.cancel()
    await until(looking.done)

    assert await forgets(stage, camera, known, []) == []
