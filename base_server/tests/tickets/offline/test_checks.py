"""Checks that a robot made without a connection, and tells of afterwards."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from base_server.testing.offline import offline, only, upload_of
from base_server.testing.world import START, TRAIN, WAGON, PlacedRobot, World, check_of, place_of
from provodnik.contracts.checks import CheckDiffers, CheckUndone, Reason, Verdict
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.offline_checks import AssignmentUnknown, ConflictKind, OfflineAnswer, Outcome
from provodnik.contracts.tickets import TicketRead


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    await world.trip()
    return await world.robot_at()


@pytest.fixture
async def other(world: World, robot: PlacedRobot) -> PlacedRobot:
    """In the next wagon of the same train."""
    return await world.robot_at(wagon_number=robot.assignment.wagon_number + 1)


@pytest.fixture
async def ticket(world: World, robot: PlacedRobot) -> TicketRead:
    del robot  # its trip first
    return await world.ticket()


class TestWhatAgrees:
    async def test_is_recorded_and_uses_the_ticket_up(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        made_at = datetime(2001, 1, 1, tzinfo=UTC)  # the robot's clock decides nothing
        before = datetime.now(UTC)

        answer = await only(robot, offline(ticket.code, made_at=made_at))

        assert (answer.outcome, answer.conflict) == (Outcome.RECORDED, None)
        used = await world.admin.ticket(ticket.id)
        assert (used.used, used.used_by_robot_id) == (True, robot.id)
        assert used.used_at
        assert before <= used.used_at <= datetime.now(UTC)
        [check] = (await world.admin.checks()).items
        assert (check.ticket_id, check.verdict, check.wagon_number) == (ticket.id, Verdict.ACCEPTED, WAGON)
        assert check.made_at == made_at

    async def test_is_the_same_again(self, world: World, robot: PlacedRobot, ticket: TicketRead) -> None:
        check = offline(ticket.code)
        await only(robot, check)

        again = await only(robot, check)

        assert (again.outcome, again.conflict) == (Outcome.REPEATED, None)
        assert (await world.admin.checks()).total == 1

    async def test_can_be_named_by_the_ticket(self, world: World, robot: PlacedRobot, ticket: TicketRead) -> None:
        check = offline(ticket_id=ticket.id)

        assert (await only(robot, check)).outcome is Outcome.RECORDED
        assert (await only(robot, check)).outcome is Outcome.REPEATED
        assert (await world.admin.ticket(ticket.id)).used

    async def test_is_recorded_when_it_only_looked(self, world: World, robot: PlacedRobot, ticket: TicketRead) -> None:
        assert (await only(robot, offline(ticket.code, mark_as_used=False))).outcome is Outcome.RECORDED
        assert not (await world.admin.ticket(ticket.id)).used

    async def test_is_a_refusal_whatever_the_server_would_have_said(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        """Nobody was let in: there is nothing to contradict."""
        refusals = [
            offline(ticket.code, verdict=Verdict.REFUSED, reason=Reason.WRONG_WAGON),
            offline("PRV1.NOBODYHASTHIS", verdict=Verdict.REFUSED, reason=Reason.UNKNOWN_TICKET),
        ]

        answers = await upload_of(robot, *refusals)

        assert [answer.outcome for answer in answers] == [Outcome.RECORDED] * 2
        assert not (await world.admin.ticket(ticket.id)).used
        assert {check.reason for check in (await world.admin.checks()).items} == {"wrong_wagon", "unknown_ticket"}

    async def test_is_in_another_wagon_where_the_robot_let_them_in(
        self, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        assert (await only(other, offline(ticket.code))).outcome is Outcome.RECORDED

    async def test_is_answered_online_as_it_was_decided_offline(self, robot: PlacedRobot, ticket: TicketRead) -> None:
        """The check was kept when the connection was lost, and is sent when it is back."""
        check = offline(ticket.code)
        await only(robot, check)

        answer = await robot.client.validate(check_of(ticket.code, robot.assignment, check_id=check.check_id))

        assert answer.verdict is Verdict.ACCEPTED
        assert answer.ticket
        assert answer.ticket.id == ticket.id
        with pytest.raises(CheckDiffers):
            await robot.client.validate(check_of("PRV1.OTHER", robot.assignment, check_id=check.check_id))

    async def test_was_answered_online_before_the_connection_was_lost(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = offline(ticket.code)
        await robot.client.validate(check_of(ticket.code, robot.assignment, check_id=check.check_id))

        assert (await only(robot, check)).outcome is Outcome.REPEATED
        assert (await world.admin.checks()).total == 1

    async def test_is_repeated_also_when_staff_undid_it(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check = offline(ticket.code)
        await only(robot, check)
        [stored] = (await world.admin.checks()).items
        await world.admin.undo_check(stored.id, CheckUndone(reason="the wrong passenger"))

        assert (await only(robot, check)).outcome is Outcome.REPEATED
        assert not (await world.admin.ticket(ticket.id)).used


class TestWhatContradicts:
    async def test_a_ticket_that_another_robot_used_names_it(
        self, world: World, robot: PlacedRobot, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        await only(robot, offline(ticket.code))
        check = offline(ticket.code)

        first, again = await only(other, check), await only(other, check)

        assert first == again
        assert first.outcome is Outcome.CONFLICT
        assert first.conflict
        assert first.conflict.kind is ConflictKind.ALREADY_USED
        assert first.conflict.other
        used = await world.admin.ticket(ticket.id)
        assert (first.conflict.other.robot_id, first.conflict.other.wagon_number) == (robot.id, WAGON)
        assert first.conflict.other.checked_at == used.used_at
        [listed] = (await world.admin.check_conflicts()).items
        assert (listed.robot_id, listed.check_id, listed.ticket_id) == (other.id, check.check_id, ticket.id)
        assert (listed.kind, listed.other) == (first.conflict.kind, first.conflict.other)
        assert listed.wagon_number == WAGON + 1
        assert (listed.verdict, listed.made_at) == (Verdict.ACCEPTED, check.made_at)
        assert used.used_by_robot_id == robot.id

    async def test_a_ticket_that_was_used_online_meanwhile(
        self, robot: PlacedRobot, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        await robot.sees(ticket.code)

        assert kind_of(await only(other, offline(ticket.code))) is ConflictKind.ALREADY_USED
        assert (await only(other, offline(ticket.code, mark_as_used=False))).outcome is Outcome.RECORDED

    async def test_a_ticket_that_was_canceled_meanwhile(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        await world.admin.cancel_ticket(ticket.id)

        assert kind_of(await only(robot, offline(ticket.code))) is ConflictKind.CANCELED

    async def test_a_ticket_that_is_none(self, world: World, robot: PlacedRobot) -> None:
        assert kind_of(await only(robot, offline("PRV1.NOBODYHASTHIS"))) is ConflictKind.UNKNOWN_TICKET
        assert kind_of(await only(robot, offline(ticket_id=uuid4()))) is ConflictKind.UNKNOWN_TICKET
        assert [listed.ticket_id for listed in (await world.admin.check_conflicts()).items] == [None, None]

    @pytest.mark.parametrize(
        "trip",
        [{"train_number": TRAIN + 1}, {"start_date": START + timedelta(days=1), "date": START + timedelta(days=1)}],
        ids=["another train", "another day"],
    )
    async def test_a_ticket_of_another_trip(self, world: World, robot: PlacedRobot, trip: dict[str, Any]) -> None:
        ticket = await world.ticket(**trip)

        assert kind_of(await only(robot, offline(ticket.code))) is ConflictKind.WRONG_TRIP
        assert not (await world.admin.ticket(ticket.id)).used

    async def test_something_else_under_the_same_id_names_the_first(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        check, second = offline(ticket.code), await world.ticket()
        await only(robot, check)

        answer = await only(robot, offline(second.code, check_id=check.check_id))

        assert kind_of(answer) is ConflictKind.OTHER_CONTENT
        assert answer.conflict
        assert answer.conflict.other
        assert answer.conflict.other.robot_id == robot.id
        assert not (await world.admin.ticket(second.id)).used
        assert (await only(robot, check)).outcome is Outcome.REPEATED

    async def test_something_else_under_the_id_of_a_conflict(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        unknown = offline("PRV1.NOBODYHASTHIS")
        first = await only(robot, unknown)

        assert kind_of(await only(robot, offline(ticket.code, check_id=unknown.check_id))) is ConflictKind.OTHER_CONTENT
        assert await only(robot, unknown) == first
        assert not (await world.admin.ticket(ticket.id)).used

    async def test_another_verdict_than_the_server_gave(
        self, world: World, robot: PlacedRobot, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        """The answer was lost, and the robot went by its manifest."""
        await other.sees(ticket.code, mark_as_used=False)
        await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 2))
        me = await robot.client.me()
        assert me.assignment
        check = offline(ticket.code)
        online = await robot.client.validate(check_of(ticket.code, me.assignment, check_id=check.check_id))
        assert online.reason is Reason.WRONG_WAGON

        [answer] = await upload_of(robot, check, assignment_id=me.assignment.id)

        assert kind_of(answer) is ConflictKind.VERDICT_DIFFERS
        assert not (await world.admin.ticket(ticket.id)).used


class TestABatch:
    async def test_is_answered_in_its_order_each_by_itself(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        second = await world.ticket()
        checks = [offline(ticket.code), offline("PRV1.NOBODYHASTHIS"), offline(ticket.code), offline(second.code)]

        answers = await upload_of(robot, *checks, checks[0])

        assert [answer.check_id for answer in answers] == [check.check_id for check in [*checks, checks[0]]]
        assert [answer.outcome for answer in answers] == [
            Outcome.RECORDED,
            Outcome.CONFLICT,
            Outcome.CONFLICT,
            Outcome.RECORDED,
            Outcome.REPEATED,
        ]

    async def test_of_an_assignment_that_ended_is_taken(
        self, world: World, robot: PlacedRobot, ticket: TicketRead
    ) -> None:
        await world.admin.unassign(robot.id)

        assert (await only(robot, offline(ticket.code))).outcome is Outcome.RECORDED
        assert (await world.admin.ticket(ticket.id)).used_by_robot_id == robot.id

    async def test_of_anothers_assignment_is_refused_whole(
        self, world: World, robot: PlacedRobot, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        for assignment_id in (other.assignment.id, uuid4()):
            with pytest.raises(AssignmentUnknown):
                await upload_of(robot, offline(ticket.code), assignment_id=assignment_id)
        assert (await world.admin.checks()).total == (await world.admin.check_conflicts()).total == 0

    async def test_of_a_removed_robot_is_refused(self, world: World, robot: PlacedRobot, ticket: TicketRead) -> None:
        await robot.client.me()
        await world.admin.delete_robot(robot.id)

        with pytest.raises(NotSignedIn):
            await only(robot, offline(ticket.code))

    async def test_sent_several_times_at_once_is_stored_once(
        self, world: World, robot: PlacedRobot, other: PlacedRobot, ticket: TicketRead
    ) -> None:
        second = await world.ticket()
        checks = [offline(ticket.code), offline(second.code), offline("PRV1.NOBODYHASTHIS")]
        others = [offline(ticket.code), offline(second.code)]

        await asyncio.gather(*(upload_of(*batch) for _ in range(4) for batch in ((robot, *checks), (other, *others))))

        assert (await world.admin.checks()).total == 2
        assert (await world.admin.check_conflicts()).total == 3
        assert [(await world.admin.ticket(each.id)).used for each in (ticket, second)] == [True, True]


async def test_a_passenger_who_is_deleted_leaves_no_ticket_in_a_conflict(
    world: World, robot: PlacedRobot, ticket: TicketRead
) -> None:
    await world.admin.cancel_ticket(ticket.id)
    check = offline(ticket.code)
    first = await only(robot, check)

    await world.admin.delete_user(ticket.user_id)

    assert [listed.ticket_id for listed in (await world.admin.check_conflicts()).items] == [None]
    assert await only(robot, check) == first


def kind_of(answer: OfflineAnswer) -> ConflictKind | None:
    assert answer.outcome is Outcome.CONFLICT
    return answer.conflict and answer.conflict.kind
