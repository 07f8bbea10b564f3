"""How late a train is, and who hears of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from base_server.testing.world import World, trip_through
from provodnik.clients.base_robot import BaseRobotClient
from provodnik.contracts.checks import Reason
from provodnik.contracts.trips import (
    DelaysGoBackwards,
    DelaysRead,
    DelaysWrite,
    StopDelay,
    StopUnknown,
    TripNotFound,
    TripRead,
)

# From the departure in Moscow to the arrival in Tver.
TO_TVER = timedelta(hours=12)


def delays(*minutes: int) -> DelaysWrite:
    """At the first stops."""
    return DelaysWrite(stops=[StopDelay(position=n, minutes=late) for n, late in enumerate(minutes)])


def minutes_of(known: DelaysRead) -> dict[str, int]:
    return {stop.station_id: stop.minutes for stop in known.stops}


async def test_a_delay_is_kept_with_when_and_by_whom_it_was_noted(world: World) -> None:
    trip = await world.trip()
    before = datetime.now(UTC)

    known = await world.admin.set_delays(trip.id, delays(0, 25, 20))

    assert minutes_of(known) == {"tver": 25, "petersburg": 20}
    assert {stop.noted_by for stop in known.stops} == {"administration"}
    assert all(before <= stop.noted_at <= datetime.now(UTC) for stop in known.stops)
    assert await world.admin.delays(trip.id) == known


async def test_a_stop_that_is_not_named_is_on_time_and_the_same_again_is_no_news(world: World) -> None:
    trip = await world.trip()
    first = await world.admin.set_delays(trip.id, delays(0, 25, 20))

    again = await world.admin.set_delays(trip.id, delays(0, 25))

    assert again.stops == first.stops[:1]


async def test_scheduled_times_stay_beside_the_delay(world: World) -> None:
    trip = await world.trip()
    await world.admin.set_delays(trip.id, delays(5, 25, 20))

    [listed] = (await world.admin.trips()).items

    assert [stop.delay_minutes for stop in listed.stops] == [5, 25, 20]
    assert [(stop.arrival, stop.departure) for stop in listed.stops] == [
        (stop.arrival, stop.departure) for stop in trip.stops
    ]


async def test_a_delay_that_no_train_can_have_is_refused_and_loses_nothing(world: World) -> None:
    trip = await world.trip()
    known = await world.admin.set_delays(trip.id, delays(10, 10))

    with pytest.raises(DelaysGoBackwards, match="tver would be reached before moscow is left"):
        await world.admin.set_delays(trip.id, delays(12 * 60 + 1))
    with pytest.raises(StopUnknown) as refusal:
        await world.admin.set_delays(trip.id, delays(0, 0, 0, 7))
    with pytest.raises(TripNotFound):
        await world.admin.set_delays(uuid4(), delays())
    with pytest.raises(TripNotFound):
        await world.admin.delays(uuid4())

    assert refusal.value.details == {"positions": [3]}
    assert await world.admin.delays(trip.id) == known


@pytest.mark.parametrize("minutes", [-1, 10_081], ids=["early", "more than a week"])
def test_a_train_is_never_early_and_never_a_week_late(minutes: int) -> None:
    with pytest.raises(ValueError, match="minutes"):
        delays(minutes)


def test_a_stop_is_named_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        DelaysWrite(stops=[StopDelay(position=1, minutes=1), StopDelay(position=1, minutes=2)])


async def test_a_trip_that_is_described_anew_is_as_late_as_before_where_it_still_stops(world: World) -> None:
    trip = await world.trip()
    known = await world.admin.set_delays(trip.id, delays(5, 25, 20))

    await world.admin.update_trip(trip.id, trip_through("moscow", "petersburg"))

    left = [stop for stop in known.stops if stop.station_id != "tver"]
    assert [(stop.station_id, stop.minutes, stop.noted_at) for stop in (await world.admin.delays(trip.id)).stops] == [
        (stop.station_id, stop.minutes, stop.noted_at) for stop in left
    ]


class TestTheRobotsTrain:
    """By the timetable it has been in Tver for five minutes."""

    @pytest.fixture
    async def trip(self, world: World) -> TripRead:
        return await world.trip(start=datetime.now(UTC) - TO_TVER - timedelta(minutes=5))

    async def test_is_where_it_is_expected_to_be(self, world: World, trip: TripRead) -> None:
        robot = await world.robot_at(start_date=trip.start_date)
        assert await station_of(robot.client) == "tver"

        await world.admin.set_delays(trip.id, delays(30, 30))

        assert await station_of(robot.client) == "moscow"

    async def test_boards_those_who_wait_at_a_station_that_it_has_not_left(self, world: World, trip: TripRead) -> None:
        robot = await world.robot_at(start_date=trip.start_date)
        ticket = await world.ticket(date=trip.start_date, start_date=trip.start_date)
        look = await robot.sees(ticket.code, mark_as_used=False)
        assert look.reason is Reason.WRONG_STATION

        await world.admin.set_delays(trip.id, delays(30, 20))

        seen = await robot.sees(ticket.code)
        assert seen.ticket
        assert (seen.ticket.departure, seen.ticket.departure_delay_minutes) == (trip.start_date, 30)
        assert (seen.ticket.arrival, seen.ticket.arrival_delay_minutes) == (trip.stops[1].arrival, 20)

    async def test_is_late_in_the_answer_to_where_the_robot_is(self, world: World, trip: TripRead) -> None:
        robot = await world.robot_at(start_date=trip.start_date)
        await world.admin.set_delays(trip.id, delays(30, 20, 10))

        me = await robot.client.me()

        assert me.assignment
        assert me.assignment.trip
        assert [stop.delay_minutes for stop in me.assignment.trip.stops] == [30, 20, 10]

    async def test_is_still_the_train_of_its_day_however_late(self, world: World, trip: TripRead) -> None:
        """Days are compared by the timetable, or a train that is a day late would board nobody."""
        robot = await world.robot_at(start_date=trip.start_date)
        ticket = await world.ticket(date=trip.start_date, start_date=trip.start_date)

        await world.admin.set_delays(trip.id, delays(1440, 1440, 1440))

        assert (await robot.sees(ticket.code)).reason is None


async def station_of(robot: BaseRobotClient) -> str | None:
    assignment = (await robot.me()).assignment
    return assignment.station.id if assignment and assignment.station else None
