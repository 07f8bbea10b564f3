"""base_server is killed at every step of a face change; once the outbox has run, both sides agree."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.orm import Session

from base_server.config import BaseServerSettings
from base_server.face_api.faces import Faces, connect_face_server
from base_server.models import Consent, FaceChange, FaceErasure, User, UserFace
from base_server.testing.faces import FACE_SETTINGS, NOBODY, FaceStandIn, face_of
from base_server.users.face_changes import FaceChanges
from base_server.users.face_outbox import FaceOutbox, Pace
from provodnik.contracts import users
from provodnik.contracts.errors import DomainError
from provodnik.server.database import create_engine

# Nothing is under way any more where everybody else is dead.
AT_ONCE: Final = Pace(under_way_seconds=0, first_seconds=0.005, longest_seconds=0.005)
MOST_STEPS: Final = 40
SEEDS: Final = range(6)


class Killed(BaseException):
    """As by kill -9: nobody catches it."""


@dataclass
class Reaper:
    """Kills at the n-th step, which is a commit or a request, before it or after it; None spares."""

    left: int | None = None

    def step(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise Killed

    async def async_step(self) -> None:
        self.step()


class MortalSession(Session):
    pass


@dataclass
class Railway:
    """base_server's part of the changes on a real database, and the stand-in at the other end."""

    engine: AsyncEngine
    faces: Faces
    server: FaceStandIn
    reaper: Reaper

    @property
    def outbox(self) -> FaceOutbox:
        sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=MortalSession)
        return FaceOutbox(sessions, self.faces, AT_ONCE)

    @property
    def changes(self) -> FaceChanges:
        return FaceChanges(self.outbox.sessions, self.outbox)

    async def killed_at(self, step: int, doing: Awaitable[object]) -> bool:
        """Whether it came so far."""
        self.reaper.left = step
        try:
            await doing
        except Killed:
            return True
        except DomainError:
            return False
        finally:
            self.reaper.left = None
        return False

    async def settle(self) -> None:
        """The outbox of the next base_server that is started."""
        deadline = asyncio.get_running_loop().time() + 5
        while await self.waiting():
            await self.outbox.settle_due()
            assert asyncio.get_running_loop().time() < deadline, "the outbox does not come to an end"
            await asyncio.sleep(0.002)

    async def waiting(self) -> int:
        return len(await self.all_of(FaceChange))

    async def all_of(self, table: type[Any]) -> list[Any]:
        async with self.outbox.sessions() as session:
            return list(await session.scalars(select(table)))

    async def assert_both_sides_agree(self) -> None:
        known = {face.user_id: face.photographs for face in await self.all_of(UserFace)}
        there = {user_id: len(photographs) for user_id, photographs in self.server.gallery.items() if photographs}
        consents = {consent.user_id for consent in await self.all_of(Consent) if consent.withdrawn_at is None}
        assert known == there
        assert consents == known.keys()
        assert known.keys() <= {user.id for user in await self.all_of(User)}
        assert all(erasure.carried_out_at for erasure in await self.all_of(FaceErasure))

    async def start_anew(self) -> None:
        self.server.gallery.clear()
        async with self.outbox.sessions() as session, session.begin():
            await session.execute(text("TRUNCATE users, face_changes, face_erasures CASCADE"))

    async def anna(self, photographs: int) -> UUID:
        user = await self.changes.add_user(users.UserCreate(name="Anna", face=face_of("Anna") if photographs else None))
        for photograph in range(2, photographs + 1):
            await self.changes.change(user.id, photograph_of("Anna", photograph))
        return user.id


def photograph_of(person: str, photograph: int = 9) -> users.FaceChange:
    return users.FaceChange(face=face_of(person, photograph))


@pytest.fixture
async def railway(base_settings: BaseServerSettings, face_server: FaceStandIn) -> AsyncGenerator[Railway]:
    reaper = Reaper()
    engine = create_engine(base_settings.database)
    faces = connect_face_server(FACE_SETTINGS, lambda _: None, face_server)
    face_server.on_arrival = face_server.on_answer = reaper.async_step

    def at_commit(_: Session) -> None:
        reaper.step()

    for moment in ("before_commit", "after_commit"):
        event.listen(MortalSession, moment, at_commit)
    yield Railway(engine, faces, face_server, reaper)
    for moment in ("before_commit", "after_commit"):
        event.remove(MortalSession, moment, at_commit)
    await faces.close()
    await engine.dispose()


Change = Callable[[Railway, UUID], Awaitable[object]]
CHANGES: dict[str, tuple[int, Change]] = {
    "a new passenger": (0, lambda railway, _: railway.anna(1)),
    "a first photograph": (0, lambda railway, anna: railway.changes.change(anna, photograph_of("Anna"))),
    "another photograph": (2, lambda railway, anna: railway.changes.change(anna, photograph_of("Anna"))),
    "a sixth photograph": (5, lambda railway, anna: railway.changes.change(anna, photograph_of("Anna"))),
    "a refused photograph": (1, lambda railway, anna: railway.changes.change(anna, users.FaceChange(face=NOBODY))),
    "an erasure": (2, lambda railway, anna: railway.changes.erase(anna)),
    "an erasure of nothing": (0, lambda railway, anna: railway.changes.erase(anna)),
    "a deletion": (2, lambda railway, anna: railway.changes.delete_user(anna)),
}


@pytest.mark.parametrize(("photographs", "change"), CHANGES.values(), ids=CHANGES)
async def test_killed_at_any_step_it_is_undone_or_finished(railway: Railway, photographs: int, change: Change) -> None:
    for step in range(MOST_STEPS):
        await railway.start_anew()
        anna = await railway.anna(photographs)

        killed = await railway.killed_at(step, change(railway, anna))
        await railway.settle()

        await railway.assert_both_sides_agree()
        if not killed:
            assert step > 5, "the steps were not seen"
            return
    pytest.fail("it never came to an end")


@pytest.mark.parametrize("name", ["another photograph", "an erasure"])
async def test_killed_again_while_it_is_settled_it_is_settled_all_the_same(railway: Railway, name: str) -> None:
    photographs, change = CHANGES[name]
    survived = False
    for step in range(MOST_STEPS):
        for again in range(MOST_STEPS):
            await railway.start_anew()
            anna = await railway.anna(photographs)
            survived = not await railway.killed_at(step, change(railway, anna))

            killed_again = await railway.killed_at(again, railway.outbox.settle_due())
            await railway.settle()

            await railway.assert_both_sides_agree()
            if not killed_again:
                break
        if survived:
            return


@pytest.mark.parametrize("fault", ["down", "loses_answers", "overloaded"])
@pytest.mark.parametrize(("photographs", "change"), CHANGES.values(), ids=CHANGES)
async def test_with_the_connection_cut_as_well(railway: Railway, photographs: int, change: Change, fault: str) -> None:
    anna = await railway.anna(photographs)
    setattr(railway.server, fault, True)
    with suppress(DomainError):
        await change(railway, anna)

    setattr(railway.server, fault, False)
    await railway.settle()

    await railway.assert_both_sides_agree()


async def test_an_erasure_is_final_also_for_a_photograph_that_is_on_its_way(railway: Railway) -> None:
    for erase in (FaceChanges.erase, FaceChanges.delete_user):
        anna = await railway.anna(1)
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def wait(arrived: asyncio.Event = arrived, go_on: asyncio.Event = go_on) -> None:
            arrived.set()
            await go_on.wait()

        railway.server.on_arrival = wait
        enrolling = asyncio.create_task(railway.changes.change(anna, photograph_of("Anna")))
        await arrived.wait()
        railway.server.on_arrival = railway.reaper.async_step
        await erase(railway.changes, anna)
        go_on.set()

        with pytest.raises(DomainError):
            await enrolling
        await railway.settle()
        assert railway.server.people_of(anna) == []
        await railway.assert_both_sides_agree()


async def test_photographs_are_counted_anew_where_another_came_while_one_was_taken_back(railway: Railway) -> None:
    anna = await railway.anna(2)
    railway.server.loses_answers = True
    with suppress(DomainError):
        await railway.changes.change(anna, photograph_of("Anna"))
    railway.server.loses_answers = False
    others = iter([photograph_of("Anna", 3)])

    async def enrol_another() -> None:
        if railway.server.asked[-1].startswith("GET") and (other := next(others, None)):
            await railway.changes.change(anna, other)

    railway.server.on_answer = enrol_another
    await railway.settle()

    assert len(railway.server.people_of(anna)) == 3
    await railway.assert_both_sides_agree()


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_at_once_and_whoever_dies_both_sides_agree_in_the_end(
    railway: Railway, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    people = [await railway.anna(chance.randrange(3)) for _ in range(3)]

    async def something() -> None:
        anna = chance.choice(people)
        await asyncio.sleep(chance.random() / 100)
        with suppress(DomainError, Killed):
            match chance.randrange(8):
                case 0:
                    await railway.changes.erase(anna)
                case 1:
                    await railway.changes.delete_user(anna)
                case 2:
                    await railway.outbox.settle_due()
                case _:
                    await railway.changes.change(anna, photograph_of("Anna", chance.randrange(9)))

    async def break_things() -> None:
        for _ in range(20):
            await asyncio.sleep(0.01)
            railway.server.loses_answers = chance.random() < 0.3
            railway.reaper.left = chance.randrange(30) if chance.random() < 0.3 else None

    await asyncio.gather(break_things(), *(something() for _ in range(40)))
    railway.server.loses_answers, railway.reaper.left = False, None
    await railway.settle()

    await railway.assert_both_sides_agree()


class TestThePace:
    async def test_a_photograph_is_not_taken_back_while_a_request_with_it_may_be_under_way(
        self, railway: Railway
    ) -> None:
        anna = await railway.anna(1)
        patient = FaceOutbox(railway.outbox.sessions, railway.faces, Pace())
        railway.server.loses_answers = True
        with pytest.raises(DomainError):
            await FaceChanges(railway.outbox.sessions, patient).change(anna, photograph_of("Anna"))
        railway.server.loses_answers = False

        await patient.settle_due()

        [change] = await railway.all_of(FaceChange)
        assert (change.kind, change.attempts) == ("enrol", 0)
        assert (change.due_at - change.asked_at).total_seconds() == pytest.approx(Pace.under_way_seconds, abs=0.5)

    async def test_an_erasure_that_got_no_answer_is_repeated_when_the_lost_one_cant_come_after_it(
        self, railway: Railway
    ) -> None:
        anna = await railway.anna(1)
        patient = FaceOutbox(railway.outbox.sessions, railway.faces, Pace(under_way_seconds=0.3, first_seconds=0.01))
        railway.server.loses_answers = True
        await FaceChanges(railway.outbox.sessions, patient).erase(anna)
        railway.server.loses_answers = False
        await asyncio.sleep(0.02)

        await patient.settle_due()  # answered, but the lost one may still come

        assert await railway.waiting() == 1
        await asyncio.sleep(0.35)
        await patient.settle_due()
        assert await railway.waiting() == 0
        assert [erasure.photographs for erasure in await railway.all_of(FaceErasure)] == [0]  # the lost one counted it

    async def test_two_replicas_settle_each_change_once(self, railway: Railway) -> None:
        people = [await railway.anna(1) for _ in range(10)]
        railway.server.down = True
        for anna in people:
            await railway.changes.erase(anna)
        railway.server.down = False
        railway.server.asked.clear()
        patient = Pace(under_way_seconds=0, first_seconds=30)
        await asyncio.sleep(0.01)

        replicas = [FaceOutbox(railway.outbox.sessions, railway.faces, patient) for _ in range(2)]
        await asyncio.gather(*(replica.settle_due() for replica in replicas))

        assert sorted(railway.server.asked) == sorted(f"DELETE /face/{anna}" for anna in people)
        await railway.assert_both_sides_agree()


async def test_an_unknown_change_is_nobodys(railway: Railway) -> None:
    await railway.outbox.settle(uuid4())
