"""Stored checks: looked at and undone by staff, withdrawn by their robot."""

import asyncio
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.testing.faces import FaceStandIn, face_of
from base_server.testing.world import WAGON, PlacedRobot, World, check_of, face_check_of, place_of
from provodnik.contracts.checks import (
    CheckDiffers,
    CheckNotFound,
    CheckNotUndoable,
    CheckUndone,
    CheckWithdrawn,
    Reason,
    Verdict,
)
from provodnik.contracts.errors import DomainError, NotSignedIn
from provodnik.contracts.tickets import TicketRead

ANNA = face_of("Anna")
WHY = CheckUndone(reason="it was another passenger")
TURNS = range(12)


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    return await world.robot_at()


@pytest.fixture
async def ticket(world: World) -> TicketRead:
    return await world.ticket(face=ANNA)


async def used(world: World, ticket: TicketRead) -> bool:
    read = await world.admin.ticket(ticket.id)
    assert read.used == (read.used_at is not None) == (read.used_by_robot_id is not None)
    return read.used


class TestTheList:
    async def test_the_newest_is_first_and_it_can_be_of_a_ticket_or_of_a_robot(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        other_robot, other_ticket = await world.robot_at(), await world.ticket()
        await robot.sees(ticket.code)
        await other_robot.sees(ticket.code)
        await robot.sees(other_ticket.code)

        everything = (await world.admin.checks()).items
        of_ticket = (await world.admin.checks(ticket_id=ticket.id)).items
        of_both = (await world.admin.checks(ticket_id=ticket.id, robot_id=robot.id)).items

        assert [(check.ticket_id, check.robot_id, check.reason) for check in everything] == [
            (other_ticket.id, robot.id, None),
            (ticket.id, other_robot.id, Reason.ALREADY_USED),
            (ticket.id, robot.id, None),
        ]
        assert of_ticket == everything[1:]
        assert of_both == everything[2:]
        assert (await world.admin.checks(size=1, page=2)).items == everything[1:2]


class TestUndoing:
    @pytest.mark.parametrize("by_face", [False, True])
    async def test_the_ticket_can_be_used_again_and_the_check_says_when_and_why(
        self, world: World, robot: PlacedRobot, ticket: TicketRead, *, by_face: bool
    ) -> None:
        assert (await (robot.looks_at(ANNA) if by_face else robot.sees(ticket.code))).verdict is Verdict.ACCEPTED
        [check] = (await world.admin.checks()).items

        await world.admin.undo_check(check.id, WHY)

        assert not await used(world, ticket)
        [undone] = (await world.admin.checks()).items
        assert (undone.verdict, undone.undone_reason) == (Verdict.ACCEPTED, WHY.reason)
        assert undone.undone_at is not None
        assert undone.undone_at > undone.created_at
        assert (await robot.sees(ticket.code)).verdict is Verdict.ACCEPTED
        again = await robot.sees(ticket.code)
        assert again.earlier_check is not None
        assert again.earlier_check.checked_at > undone.created_at

    async def test_the_same_check_again_gets_its_old_answer_and_uses_nothing_up(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        asked = check_of(ticket.code, robot.assignment)
        first = await robot.client.validate(asked)
        [check] = (await world.admin.checks()).items
        await world.admin.undo_check(check.id, WHY)

        assert await robot.client.validate(asked) == first
        assert not await used(world, ticket)

    async def test_what_used_nothing_up_is_not_undone(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        await robot.sees("rubbish")
        await robot.sees(ticket.code, mark_as_used=False)
        await robot.sees(ticket.code)
        [using, *others] = (await world.admin.checks()).items
        await world.admin.undo_check(using.id, WHY)

        for check in (using, *others):
            with pytest.raises(CheckNotUndoable):
                await world.admin.undo_check(check.id, WHY)
        with pytest.raises(CheckNotFound):
            await world.admin.undo_check(uuid4(), WHY)

    async def test_a_deleted_passengers_check_has_nothing_to_give_back(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        await robot.sees(ticket.code)
        await world.admin.delete_user(ticket.user_id)
        [check] = (await world.admin.checks()).items

        with pytest.raises(CheckNotUndoable):
            await world.admin.undo_check(check.id, WHY)

    async def test_however_often_it_is_undone_and_used_at_once_a_ticket_has_one_use(
        self, world: World, ticket: TicketRead
    ) -> None:
        robots = [await world.robot_at() for _ in range(4)]
        await asyncio.gather(*(robot.client.me() for robot in robots))

        async def all_see() -> list[Verdict]:
            seen = (robot.looks_at(ANNA) if n % 2 else robot.sees(ticket.code) for n, robot in enumerate(robots))
            return [answer.verdict for answer in await asyncio.gather(*seen)]

        async def undo_all() -> int:
            undone = 0
            for check in (await world.admin.checks(ticket_id=ticket.id)).items:
                try:
                    await world.admin.undo_check(check.id, WHY)
                    undone += 1
                except CheckNotUndoable:
                    pass
            return undone

        accepted = given_back = 0
        for _ in TURNS:
            answers, undone = await asyncio.gather(all_see(), undo_all())
            accepted += answers.count(Verdict.ACCEPTED)
            given_back += undone

        assert given_back > 0
        assert accepted - given_back == int(await used(world, ticket))


class TestWithdrawing:
    async def test_what_it_used_up_is_given_back_and_it_gets_no_answer_any_more(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)
        assert (await robot.client.validate(check)).verdict is Verdict.ACCEPTED

        await robot.client.withdraw_check(check.check_id)
        await robot.client.withdraw_check(check.check_id)

        assert not await used(world, ticket)
        with pytest.raises(CheckWithdrawn):
            await robot.client.validate(check)
        [listed] = (await world.admin.checks()).items
        assert listed.undone_at is not None
        assert (await robot.looks_at(ANNA)).verdict is Verdict.ACCEPTED

    async def test_what_was_not_made_never_will_be(
        self, world: World, robot: PlacedRobot, ticket: TicketRead, face_server: FaceStandIn
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)
        await robot.client.withdraw_check(check.check_id)
        await robot.client.withdraw_check(check.check_id)
        face_server.asked.clear()

        with pytest.raises(CheckWithdrawn):
            await robot.client.validate(check)
        with pytest.raises(CheckWithdrawn):
            await robot.client.validate(check_of(ticket.code, robot.assignment, check_id=check.check_id))

        assert face_server.asked == []
        assert not await used(world, ticket)
        [listed] = (await world.admin.checks()).items
        assert (listed.verdict, listed.reason, listed.ticket_id) == (Verdict.REFUSED, "withdrawn", None)

    async def test_a_refusal_is_withdrawn_as_well(self, robot: PlacedRobot) -> None:
        check = face_check_of(robot.assignment, face_of("a stranger"))
        await robot.client.validate(check)

        await robot.client.withdraw_check(check.check_id)

        with pytest.raises(CheckWithdrawn):
            await robot.client.validate(check)

    async def test_withdrawn_while_the_face_is_looked_for_it_is_not_made(
        self, world: World, robot: PlacedRobot, ticket: TicketRead, face_server: FaceStandIn
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)

        async def withdraw() -> None:
            await robot.client.withdraw_check(check.check_id)

        face_server.on_answer = withdraw

        with pytest.raises(CheckWithdrawn):
            await robot.client.validate(check)
        assert not await used(world, ticket)

    async def test_in_whatever_order_they_meet_nothing_is_used_up(
        self, world: World, robot: PlacedRobot, ticket: TicketRead, face_server: FaceStandIn
    ) -> None:
        for turn in TURNS:
            check = face_check_of(robot.assignment, ANNA)

            async def a_moment_later(turns: int = turn) -> None:
                for _ in range(turns):
                    await asyncio.sleep(0.0005)

            face_server.on_answer = a_moment_later
            answers = await asyncio.gather(
                robot.client.validate(check), robot.client.withdraw_check(check.check_id), return_exceptions=True
            )

            assert not isinstance(answers[1], BaseException)
            assert not isinstance(answers[0], BaseException) or isinstance(answers[0], CheckWithdrawn)
            assert not await used(world, ticket)

    async def test_a_check_by_code_is_not_withdrawn_but_asked_again(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = check_of(ticket.code, robot.assignment)
        first = await robot.client.validate(check)

        with pytest.raises(CheckNotUndoable):
            await robot.client.withdraw_check(check.check_id)

        assert await robot.client.validate(check) == first
        assert await used(world, ticket)

    async def test_another_robots_check_of_that_id_is_not_touched(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        other = await world.robot_at()
        check = face_check_of(robot.assignment, ANNA)
        first = await robot.client.validate(check)

        await other.client.withdraw_check(check.check_id)

        assert await used(world, ticket)
        assert await robot.client.validate(check) == first

    async def test_after_it_was_sent_elsewhere_a_robot_gives_nothing_back(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)
        await robot.client.validate(check)
        await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        with pytest.raises(CheckNotUndoable):
            await robot.client.withdraw_check(check.check_id)
        assert await used(world, ticket)

    async def test_a_check_of_long_ago_is_the_staffs_to_undo(
        self, world: World, robot: PlacedRobot, ticket: TicketRead, base_app: FastAPI
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)
        await robot.client.validate(check)
        async with base_app.state.sessions() as session, session.begin():
            await session.execute(text("UPDATE checks SET created_at = created_at - interval '15 minutes'"))

        with pytest.raises(CheckNotUndoable):
            await robot.client.withdraw_check(check.check_id)
        assert await used(world, ticket)

    async def test_what_staff_undid_is_withdrawn_without_touching_a_later_use(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = face_check_of(robot.assignment, ANNA)
        await robot.client.validate(check)
        await world.admin.undo_check((await world.admin.checks()).items[0].id, WHY)
        await robot.sees(ticket.code)

        await robot.client.withdraw_check(check.check_id)

        assert await used(world, ticket)
        assert [listed.undone_reason for listed in (await world.admin.checks()).items] == [None, WHY.reason]

    async def test_a_robot_that_was_never_assigned_has_nothing_to_withdraw(self, world: World) -> None:
        robot = await world.robot()

        await robot.withdraw_check(uuid4())

        assert (await world.admin.checks()).total == 0

    async def test_a_removed_robot_withdraws_nothing(self, world: World, robot: PlacedRobot) -> None:
        await robot.client.me()
        await world.admin.delete_robot(robot.id)

        with pytest.raises(NotSignedIn):
            await robot.client.withdraw_check(uuid4())


async def test_a_withdrawn_id_is_no_other_checks_either(robot: PlacedRobot) -> None:
    """The words differ from those of a check that differs: the robot knows what it did."""
    check = face_check_of(robot.assignment, ANNA)
    await robot.client.withdraw_check(check.check_id)

    with pytest.raises(DomainError) as refusal:
        await robot.client.validate(face_check_of(robot.assignment, face_of("Boris"), check_id=check.check_id))
    assert not isinstance(refusal.value, CheckDiffers)
