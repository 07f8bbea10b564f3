"""Selling seats."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from base_server.testing.world import START, World, seat_of, trip_through
from provodnik.contracts.ticket_code import is_ticket_code
from provodnik.contracts.tickets import SeatTaken, TicketNotFound, TicketStatus
from provodnik.contracts.trips import TripExists
from provodnik.contracts.users import UserCreate, UserNotFound

MORNING = START - timedelta(hours=3)


async def test_a_ticket_reads_as_it_was_sold_with_a_code_of_its_own(world: World) -> None:
    first, second = await world.ticket(place_number=1), await world.ticket(place_number=2)

    assert (first.start_date, first.status, first.used) == (START, TicketStatus.VALID, False)
    assert is_ticket_code(first.code)
    assert first.code != second.code


async def test_a_ticket_is_of_somebody(world: World) -> None:
    with pytest.raises(UserNotFound):
        await world.admin.add_ticket(seat_of(uuid4()))


async def test_a_seat_is_sold_once_for_a_trip_and_again_for_others(world: World) -> None:
    await world.ticket(place_number=7)

    with pytest.raises(SeatTaken):
        await world.ticket(place_number=7)

    for other in ({"train_number": 21}, {"wagon_number": 6}, {"start_date": START + timedelta(days=1)}):
        await world.ticket(place_number=7, **other)


async def test_of_twenty_sales_of_one_seat_at_once_exactly_one_succeeds(world: World) -> None:
    user = await world.admin.add_user(UserCreate(name="Anna"))
    await asyncio.gather(*(world.admin.tickets() for _ in range(20)))  # opens as many connections as there may be

    async def sale(minutes: int) -> str:
        try:
            await world.admin.add_ticket(seat_of(user.id, start_date=MORNING + timedelta(minutes=minutes)))
        except SeatTaken:
            return "taken"
        return "sold"

    assert Counter(await asyncio.gather(*map(sale, range(20)))) == {"sold": 1, "taken": 19}


async def test_a_canceled_tickets_seat_is_sold_again(world: World) -> None:
    canceled = await world.ticket(place_number=7)
    await world.admin.cancel_ticket(canceled.id)

    sold = await world.ticket(place_number=7)

    assert (await world.admin.ticket(canceled.id)).status is TicketStatus.CANCELED
    assert sold.status is TicketStatus.VALID


async def test_an_unknown_ticket_is_neither_read_nor_canceled(world: World) -> None:
    for ask in (world.admin.ticket, world.admin.cancel_ticket):
        with pytest.raises(TicketNotFound):
            await ask(uuid4())


async def test_tickets_are_listed_of_everybody_or_of_one(world: World) -> None:
    first, second = await world.ticket(), await world.ticket()

    assert [ticket.id for ticket in (await world.admin.tickets()).items] == [first.id, second.id]
    assert [ticket.id for ticket in (await world.admin.tickets(user_id=second.user_id)).items] == [second.id]


class TestTwoMomentsOfOneDayAreOneTrip:
    async def test_where_it_is_described(self, world: World) -> None:
        await world.trip(START)

        sold = await world.ticket(place_number=7, start_date=MORNING)

        assert sold.start_date == START
        with pytest.raises(SeatTaken):
            await world.ticket(place_number=7, start_date=START)

    async def test_where_it_is_not(self, world: World) -> None:
        await world.ticket(place_number=7, start_date=MORNING)

        assert (await world.ticket(place_number=8, start_date=START)).start_date == MORNING
        with pytest.raises(SeatTaken):
            await world.ticket(place_number=7, start_date=START)

    async def test_where_a_robot_was_assigned_first(self, world: World) -> None:
        robot = await world.robot_at(start_date=MORNING)

        ticket = await world.ticket(start_date=START)

        assert ticket.start_date == robot.assignment.start_date

    async def test_where_the_trip_was_described_after_the_sale(self, world: World) -> None:
        ticket, robot = await world.ticket(start_date=MORNING), await world.robot_at(start_date=MORNING)

        await world.trip(START)

        assert (await world.admin.ticket(ticket.id)).start_date == START
        me = await robot.client.me()
        assert me.assignment is not None
        assert (me.assignment.id, me.assignment.start_date) == (robot.assignment.id, START)

    async def test_a_trip_can_be_described_only_if_no_two_tickets_would_share_a_seat(self, world: World) -> None:
        """Moscow's 1 May holds both, and the first station's zone makes one day of what were two."""
        await world.stations("kaliningrad", "moscow", time_zone="Europe/Kaliningrad")
        midnight = START.replace(hour=21)  # in Moscow; an hour earlier in Kaliningrad
        await world.ticket(place_number=7, start_date=midnight - timedelta(minutes=30))
        extra = await world.ticket(place_number=7, start_date=midnight + timedelta(minutes=30))
        trip = trip_through("kaliningrad", "moscow", start=midnight)

        with pytest.raises(SeatTaken):
            await world.admin.add_trip(trip)

        await world.admin.cancel_ticket(extra.id)
        await world.admin.add_trip(trip)


class TestATripThatMoves:
    async def test_takes_its_tickets_and_robots_along(self, world: World) -> None:
        trip = await world.trip()
        ticket, robot = await world.ticket(), await world.robot_at()
        later = START + timedelta(days=1)

        await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=later))

        assert (await world.admin.ticket(ticket.id)).start_date == later
        me = await robot.client.me()
        assert me.assignment is not None
        assert (me.assignment.id, me.assignment.start_date) == (robot.assignment.id, later)
        assert (await robot.sees(ticket.code)).reason is None

    async def test_does_not_move_to_a_day_that_has_one(self, world: World) -> None:
        trip = await world.trip()
        later = trip_through("moscow", "tver", start=START + timedelta(days=1))
        await world.admin.add_trip(later)

        with pytest.raises(TripExists):
            await world.admin.update_trip(trip.id, later)

    async def test_does_not_put_two_tickets_into_one_seat(self, world: World) -> None:
        trip = await world.trip()
        later = START + timedelta(days=1)
        ticket = await world.ticket(place_number=7)
        await world.ticket(place_number=7, start_date=later)

        with pytest.raises(SeatTaken):
            await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=later))

        assert (await world.admin.ticket(ticket.id)).start_date == START

    async def test_leaves_the_tickets_of_its_old_number_alone(self, world: World) -> None:
        trip = await world.trip()
        ticket = await world.ticket()

        await world.admin.update_trip(trip.id, trip_through("moscow", "tver", train_number=21))

        kept = await world.admin.ticket(ticket.id)
        assert (kept.train_number, kept.start_date) == (20, START)

    async def test_two_trips_that_change_numbers_at_once_both_do(self, world: World) -> None:
        trips = [await world.trip()]
        trips.append(await world.admin.add_trip(trip_through("moscow", "tver", train_number=21)))
        late = START + timedelta(days=7)
        await asyncio.gather(*(world.admin.trips() for _ in range(2)))  # opens a connection for each

        await asyncio.gather(
            *(
                world.admin.update_trip(trip.id, trip_through("moscow", "tver", train_number=number, start=late))
                for trip, number in zip(trips, (21, 20), strict=True)
            )
        )

        assert {(trip.id, trip.train_number) for trip in (await world.admin.trips()).items} == {
            (trips[0].id, 21),
            (trips[1].id, 20),
        }

    async def test_a_removed_trips_tickets_stay_good(self, world: World) -> None:
        trip = await world.trip()
        ticket, robot = await world.ticket(), await world.robot_at()

        await world.admin.delete_trip(trip.id)

        assert (await robot.sees(ticket.code)).reason is None
