"""Ticket checks against the real database, as robots make them."""

import asyncio
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from base_server.testing.world import PASSENGER, START, TRAIN, VALIDATION, WAGON, World, check_of, place_of
from provodnik.contracts.assignments import AssignmentDiffers, NotAssigned
from provodnik.contracts.checks import CheckAnswer, CheckDiffers, CheckedTicket, Reason, TicketValidation, Verdict
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.errors import NotSignedIn


async def asked(gateway: httpx.AsyncClient, token: str, check: TicketValidation) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return await gateway.post(VALIDATION, content=check.model_dump_json(), headers=headers)


class TestAGoodTicket:
    async def test_it_is_accepted_with_the_seat_the_way_and_the_name(self, world: World) -> None:
        trip = await world.trip()
        ticket = await world.ticket(place_number=12)
        robot = await world.robot_at()

        answer = await robot.sees(ticket.code)

        assert answer.verdict is Verdict.ACCEPTED
        assert answer.ticket == CheckedTicket(
            id=ticket.id,
            train_number=TRAIN,
            train_label="020У",
            wagon_number=WAGON,
            place_number=12,
            from_=trip.stops[0].station,
            to=trip.stops[1].station,
            departure=START,
            arrival=trip.stops[1].arrival,
            departure_delay_minutes=0,
            arrival_delay_minutes=0,
        )
        assert answer.passenger is not None
        assert answer.passenger.name == PASSENGER

    async def test_it_is_marked_as_used_by_the_robot(self, world: World) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()

        await robot.sees(ticket.code)

        used = await world.admin.ticket(ticket.id)
        assert (used.used, used.used_by_robot_id) == (True, robot.id)
        assert used.used_at is not None

    async def test_looking_without_marking_uses_nothing_up(self, world: World) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()

        looked = await robot.sees(ticket.code, mark_as_used=False)
        boarded = await robot.sees(ticket.code)

        assert (looked.verdict, boarded.verdict) == (Verdict.ACCEPTED, Verdict.ACCEPTED)

    async def test_it_works_where_neither_trip_nor_stations_are_described(self, world: World) -> None:
        ticket = await world.ticket(station_id="nowhere", destination="elsewhere")
        robot = await world.robot_at()

        answer = await robot.sees(ticket.code)

        assert answer.ticket is not None
        assert answer.ticket.from_ is not None
        assert (answer.verdict, answer.ticket.from_.name_en, answer.ticket.arrival) == (
            Verdict.ACCEPTED,
            "nowhere",
            None,
        )


class TestUsedOnce:
    async def test_of_fifty_robots_at_the_same_moment_exactly_one_lets_the_passenger_in(self, world: World) -> None:
        await world.trip()
        ticket = await world.ticket()
        await world.engineer(Privilege.ROBOT_LOGIN)
        robots = await asyncio.gather(*(world.robot_at() for _ in range(50)))
        # Signed in, on connections that are open already: the checks alone meet.
        await asyncio.gather(*(robot.sees("rubbish") for robot in robots))

        answers = await asyncio.gather(*(robot.sees(ticket.code) for robot in robots))

        assert Counter(answer.reason for answer in answers) == {None: 1, Reason.ALREADY_USED: 49}
        winner = next(robot.id for robot, answer in zip(robots, answers, strict=True) if answer.reason is None)
        assert {answer.earlier_check.robot_id for answer in answers if answer.earlier_check} == {winner}
        assert all(answer.earlier_check for answer in answers if answer.reason)

    async def test_a_used_ticket_is_told_with_when_where_and_by_whom(self, world: World) -> None:
        ticket = await world.ticket()
        first, second = await world.robot_at(), await world.robot_at()
        await first.sees(ticket.code)

        answer = await second.sees(ticket.code)

        used = await world.admin.ticket(ticket.id)
        assert answer.earlier_check is not None
        assert (answer.earlier_check.robot_id, answer.earlier_check.wagon_number, answer.earlier_check.checked_at) == (
            first.id,
            WAGON,
            used.used_at,
        )


class TestTheSameCheckAgain:
    async def test_it_gets_the_same_answer_to_the_byte_and_uses_nothing_up(
        self, world: World, gateway: httpx.AsyncClient
    ) -> None:
        await world.trip()
        ticket, other = await world.ticket(), await world.ticket()
        robot = await world.robot_at()
        token = await robot.client.session.sign_in()

        for code, changes in ((ticket.code, {}), (other.code, {"mark_as_used": False}), ("rubbish", {})):
            check = check_of(code, robot.assignment, **changes)
            first = await asked(gateway, token, check)
            again = await asked(gateway, token, check)
            assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)

        assert not (await world.admin.ticket(other.id)).used

    async def test_it_gets_the_same_answer_after_the_robot_was_sent_elsewhere(self, world: World) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()
        check = check_of(ticket.code, robot.assignment)
        first = await robot.client.validate(check)
        await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        assert await robot.client.validate(check) == first

        await world.admin.unassign(robot.id)
        assert await robot.client.validate(check) == first

    async def test_two_at_once_get_one_answer(self, world: World) -> None:
        tickets = [await world.ticket() for _ in range(10)]
        robot = await world.robot_at()
        await robot.client.me()

        async def twice(code: str) -> tuple[CheckAnswer, CheckAnswer]:
            check = check_of(code, robot.assignment)
            return await asyncio.gather(robot.client.validate(check), robot.client.validate(check))

        for first, second in await asyncio.gather(*(twice(ticket.code) for ticket in tickets)):
            assert first == second
            assert first.verdict is Verdict.ACCEPTED

    async def test_a_refusal_is_given_again_although_the_ticket_is_good_by_now(self, world: World) -> None:
        ticket = await world.ticket(wagon_number=WAGON + 1)
        robot = await world.robot_at()
        check = check_of(ticket.code, robot.assignment)
        first = await robot.client.validate(check)

        moved = await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        assert first.reason is Reason.WRONG_WAGON
        assert await robot.client.validate(check) == first
        assert (await robot.client.validate(check_of(ticket.code, moved))).verdict is Verdict.ACCEPTED

    @pytest.mark.parametrize("change", [{"code": "another"}, {"mark_as_used": False}, {"assignment_id": uuid4()}])
    async def test_other_content_under_its_id_is_a_conflict(self, world: World, change: dict[str, object]) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()
        check = check_of(ticket.code, robot.assignment)
        await robot.client.validate(check)

        with pytest.raises(CheckDiffers):
            await robot.client.validate(TicketValidation.model_validate(check.model_dump() | change))

    async def test_another_robots_check_of_that_id_is_another_check(self, world: World) -> None:
        ticket = await world.ticket()
        first, second = await world.robot_at(), await world.robot_at()
        check = check_of(ticket.code, first.assignment)
        await first.client.validate(check)

        answer = await second.client.validate(check_of(ticket.code, second.assignment, check_id=check.check_id))

        assert answer.reason is Reason.ALREADY_USED


class TestWhereTheRobotIs:
    async def test_a_robot_without_an_assignment_checks_nothing(self, world: World) -> None:
        robot = await world.robot()

        with pytest.raises(NotAssigned):
            await robot.validate(check_of("any", uuid4()))

    async def test_a_robot_that_was_sent_elsewhere_is_told_so(self, world: World) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()
        await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        with pytest.raises(AssignmentDiffers):
            await robot.sees(ticket.code)

        assert not (await world.admin.ticket(ticket.id)).used

    async def test_another_robots_assignment_is_as_good_as_none(self, world: World) -> None:
        robot, other = await world.robot_at(), await world.robot_at()

        with pytest.raises(AssignmentDiffers):
            await robot.client.validate(check_of("any", other.assignment))

    async def test_another_trains_ticket_is_refused_with_its_train_alone(self, world: World) -> None:
        ticket = await world.ticket(train_number=TRAIN + 1)
        robot = await world.robot_at()

        answer = await robot.sees(ticket.code)

        assert (answer.reason, answer.passenger) == (Reason.WRONG_TRAIN, None)
        assert answer.ticket is not None
        assert (answer.ticket.train_number, answer.ticket.id) == (TRAIN + 1, None)

    async def test_a_removed_robot_checks_nothing(self, world: World) -> None:
        ticket = await world.ticket()
        robot = await world.robot_at()
        await robot.client.me()
        await world.admin.delete_robot(robot.id)

        with pytest.raises(NotSignedIn):
            await robot.sees(ticket.code)

        assert not (await world.admin.ticket(ticket.id)).used


async def test_a_deleted_passengers_checks_stay_without_the_name(world: World, gateway: httpx.AsyncClient) -> None:
    ticket = await world.ticket()
    robot = await world.robot_at()
    token = await robot.client.session.sign_in()
    check = check_of(ticket.code, robot.assignment)
    first = await asked(gateway, token, check)

    await world.admin.delete_user(ticket.user_id)
    again = await asked(gateway, token, check)

    assert PASSENGER in first.text
    assert (again.json()["verdict"], again.json()["passenger"]) == ("accepted", None)
    assert PASSENGER not in again.text
