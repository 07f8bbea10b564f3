"""What a robot may know of people and places: those of its own trip."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from base_server.testing.world import PASSENGER, START, TRAIN, WAGON, PlacedRobot, World, sight_of
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.destinations import DestinationNotFound, TripPassenger
from provodnik.contracts.tickets import TicketNotFound
from provodnik.contracts.users import UserNotFound

OTHER_TRIPS = pytest.mark.parametrize(
    "other", [{"train_number": TRAIN + 1}, {"start_date": START + timedelta(days=1)}], ids=["train", "day"]
)


def on_trip(user_id: UUID, start: datetime = START, train_number: int = TRAIN) -> TripPassenger:
    return TripPassenger(user_id=user_id, train_number=train_number, start_date=start)


async def unknown(robot: PlacedRobot, who: TripPassenger) -> None:
    """To this robot, whatever it asks."""
    with pytest.raises(UserNotFound):
        await robot.client.user(who.user_id)
    with pytest.raises(TicketNotFound):
        await robot.client.current_ticket(who)
    with pytest.raises(TicketNotFound):
        await robot.client.determine_destination(who)


class TestPeople:
    async def test_a_passenger_of_the_trip_is_told_by_name(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket(wagon_number=WAGON + 1)

        assert (await robot.client.user(ticket.user_id)).name == PASSENGER

    @OTHER_TRIPS
    async def test_another_trips_passenger_is_unknown(self, world: World, other: dict[str, object]) -> None:
        robot, ticket = await world.robot_at(), await world.ticket(**other)

        await unknown(robot, on_trip(ticket.user_id))
        await unknown(robot, on_trip(ticket.user_id, ticket.start_date, ticket.train_number))

    async def test_nobody_and_the_holder_of_a_canceled_ticket_are_unknown_alike(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket()
        await world.admin.cancel_ticket(ticket.id)

        await unknown(robot, on_trip(ticket.user_id))
        await unknown(robot, on_trip(uuid4()))

    async def test_a_robot_without_a_trip_knows_nobody(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket()
        await world.admin.unassign(robot.id)

        with pytest.raises(NotAssigned):
            await robot.client.user(ticket.user_id)
        with pytest.raises(NotAssigned):
            await robot.client.current_ticket(on_trip(ticket.user_id))
        with pytest.raises(NotAssigned):
            await robot.client.hotels("tver")


class TestTheCurrentTicket:
    async def test_it_is_told_with_its_stations_and_times(self, world: World) -> None:
        trip, robot = await world.trip(), await world.robot_at()
        ticket = await world.ticket(wagon_number=WAGON)

        told = await robot.client.current_ticket(on_trip(ticket.user_id))

        assert (told.id, told.wagon_number, told.place_number) == (ticket.id, WAGON, ticket.place_number)
        assert (told.from_, told.to) == (trip.stops[0].station, trip.stops[1].station)
        assert (told.departure, told.arrival, told.train_label) == (START, trip.stops[1].arrival, trip.label)

    async def test_any_moment_of_the_trips_day_names_it(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket()

        told = await robot.client.current_ticket(on_trip(ticket.user_id, START + timedelta(hours=3)))

        assert told.id == ticket.id

    async def test_a_ticket_of_the_trip_is_not_told_for_another(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket()

        for other in (
            on_trip(ticket.user_id, START + timedelta(days=1)),
            on_trip(ticket.user_id, train_number=TRAIN + 1),
        ):
            with pytest.raises(TicketNotFound):
                await robot.client.current_ticket(other)

    async def test_of_several_it_is_the_last_whose_departure_has_come(self, world: World) -> None:
        now = datetime.now(UTC)
        robot, user_id = await world.robot_at(start_date=now), await world.passenger()
        hours = {"petersburg": 5, "bologoye": -1, "tver": -5}
        for destination, offset in hours.items():
            date = now + timedelta(hours=offset)
            await world.ticket(user_id=user_id, destination=destination, date=date, start_date=now)

        assert (await robot.client.determine_destination(on_trip(user_id, now))).id == "bologoye"

    async def test_before_the_first_departure_it_is_the_first(self, world: World) -> None:
        robot, user_id = await world.robot_at(), await world.passenger()
        for destination, offset in (("petersburg", 12), ("tver", 0)):
            await world.ticket(user_id=user_id, destination=destination, date=START + timedelta(hours=offset))

        assert (await robot.client.determine_destination(on_trip(user_id))).id == "tver"


class TestDestinations:
    async def test_what_there_is_where_a_passenger_goes_is_told(self, world: World) -> None:
        robot = await world.robot_at()
        await world.ticket(destination="sochi")
        hotel = await world.admin.add_hotel("sochi", sight_of())
        attraction = await world.admin.add_attraction("sochi", sight_of("The sea"))

        assert (await robot.client.hotels("sochi")).items == [hotel]
        assert (await robot.client.attractions("sochi")).items == [attraction]

    async def test_a_stop_of_the_trip_is_a_destination_that_nobody_needs_to_go_to(self, world: World) -> None:
        await world.trip()
        robot = await world.robot_at()

        assert (await robot.client.hotels("petersburg")).items == []

    @OTHER_TRIPS
    async def test_where_only_another_trip_goes_is_unknown(self, world: World, other: dict[str, object]) -> None:
        robot = await world.robot_at()
        await world.ticket(destination="sochi", **other)
        await world.admin.add_hotel("sochi", sight_of())

        for ask in (robot.client.hotels, robot.client.attractions):
            with pytest.raises(DestinationNotFound):
                await ask("sochi")

    async def test_where_only_a_canceled_ticket_leads_is_unknown(self, world: World) -> None:
        robot, ticket = await world.robot_at(), await world.ticket(destination="sochi")
        await world.admin.cancel_ticket(ticket.id)

        with pytest.raises(DestinationNotFound):
            await robot.client.hotels("sochi")
