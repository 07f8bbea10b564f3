"""What was asked by face and never answered is taken back, whatever happens in between."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.checks import CheckNotUndoable
from provodnik.contracts.errors import NotSignedIn
from robot.faces.withdrawals import KeptFaceCheck, Withdrawals
from robot.kept.folder import KeptFolder
from robot.testing import FakeClock
from robot.waiting import abandon

ONE, OTHER = uuid4(), uuid4()


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "face_checks"
        self.clock = FakeClock()
        self.withdrawn: list[UUID] = []
        self.tried = 0
        self.trouble: Exception | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.starts()

    def starts(self) -> None:
        self.disk = KeptFolder(self.folder, KeptFaceCheck)
        self.withdrawals = Withdrawals(self.disk, self.withdraw, self.clock)

    async def withdraw(self, check_id: UUID) -> None:
        self.tried += 1
        if self.trouble:
            raise self.trouble
        self.withdrawn.append(check_id)

    def works_in_the_background(self) -> None:
        self.tasks.append(asyncio.create_task(self.withdrawals.run()))

    async def is_killed(self) -> None:
        await abandon(self.tasks)
        self.tasks.clear()
        self.disk.close()

    @property
    def files(self) -> list[str]:
        return sorted(file.stem for file in self.folder.iterdir())


@pytest.fixture
async def world(data_folder: Path) -> AsyncGenerator[World]:
    world = World(data_folder)
    yield world
    await world.is_killed()


async def test_an_id_is_on_the_disk_before_anybody_goes_on_and_nothing_else_is(world: World) -> None:
    await world.withdrawals.keep(ONE)

    (file,) = world.folder.iterdir()
    assert KeptFaceCheck.model_validate_json(file.read_bytes()).model_dump() == {"check_id": ONE}


async def test_what_was_told_is_forgotten_and_not_taken_back(world: World) -> None:
    await world.withdrawals.keep(ONE)
    world.withdrawals.forget(ONE)
    world.works_in_the_background()
    await world.clock.passes(100)
    await world.is_killed()

    assert world.withdrawn == []
    assert world.files == []


async def test_a_check_under_way_is_not_taken_back(world: World) -> None:
    await world.withdrawals.keep(ONE)

    await world.withdrawals.settle()

    assert world.tried == 0


async def test_what_a_killed_kiosk_left_is_taken_back_at_the_next_start(world: World) -> None:
    await world.withdrawals.keep(ONE)
    await world.is_killed()

    world.starts()
    world.works_in_the_background()
    await world.clock.passes(0)
    await world.is_killed()

    assert world.withdrawn == [ONE]
    assert world.files == []


async def test_the_background_tries_until_the_server_is_back(world: World) -> None:
    world.trouble = Unreachable("no answer")
    world.works_in_the_background()
    await world.withdrawals.keep(ONE)
    world.withdrawals.lose(ONE)
    await world.clock.passes(60)
    assert 3 <= world.tried <= 8, "not at every second"
    assert world.files == [str(ONE)]

    world.trouble = None
    await world.clock.passes(60)

    assert world.withdrawn == [ONE]
    assert world.withdrawals.waiting() == []


async def test_nothing_new_is_asked_before_a_lost_check_is_taken_back(world: World) -> None:
    world.withdrawals.lose(ONE)
    world.trouble = Unreachable("no answer")
    with pytest.raises(Unreachable):
        await world.withdrawals.settle()

    world.trouble = None
    await world.withdrawals.settle()

    assert world.withdrawn == [ONE]


@pytest.mark.parametrize("trouble", [Broken("500"), NotSignedIn()])
async def test_a_server_that_cannot_take_back_does_not_keep_others_from_boarding(
    world: World, trouble: Exception
) -> None:
    world.withdrawals.lose(ONE)
    world.withdrawals.lose(OTHER)
    world.trouble = trouble

    await world.withdrawals.settle()

    assert world.tried == 2
    assert world.withdrawals.waiting() == [ONE, OTHER], "it is tried again in the background"


async def test_what_the_server_will_never_take_back_is_not_asked_for_ever(world: World) -> None:
    world.withdrawals.lose(ONE)
    world.trouble = CheckNotUndoable()

    await world.withdrawals.settle()

    assert world.withdrawals.waiting() == []


async def test_each_is_taken_back_once_by_whoever_comes_first(world: World) -> None:
    world.withdrawals.lose(ONE)
    world.works_in_the_background()

    await asyncio.gather(world.withdrawals.settle(), world.withdrawals.settle())
    await world.clock.passes(10)

    assert world.withdrawn == [ONE]
