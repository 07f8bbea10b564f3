"""Which trips and seats a passenger on the web can buy."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from base_server.testing.people import Web, account_of
from base_server.testing.wagons import COMPARTMENT, SEATED, plan_of, wagons_of
from base_server.testing.world import START, WAGON, World, trip_through
from provodnik.clients.base_trips import BaseTripsClient
from provodnik.contracts.passengers import RouteNotServed
from provodnik.contracts.people import Role, RoleMissing
from provodnik.contracts.stations import StationNotFound
from provodnik.contracts.trips import DelaysWrite, StopDelay, TripNotFound, TripRead
from provodnik.contracts.wagons import WagonKind

DAY = date(2090, 5, 1)


@pytest.fixture
def passenger(web: Web) -> BaseTripsClient:
    return web.trips()


@pytest.fixture
async def trip(world: World) -> TripRead:
    """With a wagon of seats, two of compartments, and a restaurant."""
    trip = await world.trip()
    for plan in (COMPARTMENT, SEATED, plan_of("restaurant", 0, WagonKind.RESTAURANT)):
        await world.admin.add_seat_plan(plan)
    plans = {1: SEATED.id, 9: "restaurant"}
    await world.admin.set_wagons(trip.id, wagons_of(1, WAGON, 9, WAGON + 1, plans=plans))
    return trip


class TestTrips:
    async def test_tell_the_times_at_both_stations_the_delay_and_the_free_places(
        self, world: World, passenger: BaseTripsClient, trip: TripRead
    ) -> None:
        await world.ticket(place_number=3)
        await world.ticket(wagon_number=1, place_number=6)
        canceled = await world.ticket(place_number=4)
        await world.admin.cancel_ticket(canceled.id)
        await world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=1, minutes=15)]))

        [offer] = (await passenger.trips("moscow", "tver", DAY)).items

        assert (offer.id, offer.label, offer.start_date) == (trip.id, trip.label, START)
        assert (offer.from_.station.id, offer.from_.departure, offer.from_.delay_minutes) == ("moscow", START, 0)
        assert (offer.to.station.id, offer.to.arrival, offer.to.delay_minutes) == ("tver", trip.stops[1].arrival, 15)
        assert [(places.kind, places.free, places.total) for places in offer.places] == [
            (WagonKind.COMPARTMENT, 7, 8),
            (WagonKind.SEATED, 5, 6),
        ]

    async def test_are_those_of_the_day_in_the_stations_time_zone(
        self, world: World, passenger: BaseTripsClient
    ) -> None:
        await world.stations("vladivostok", time_zone="Asia/Vladivostok")
        await world.stations("moscow")
        # Ten in the evening in Moscow is the next morning in Vladivostok.
        evening = datetime(2090, 5, 1, 19, tzinfo=UTC)
        await world.admin.add_trip(trip_through("vladivostok", "moscow", start=evening))

        assert (await passenger.trips("vladivostok", "moscow", DAY)).total == 0
        assert (await passenger.trips("vladivostok", "moscow", DAY + timedelta(days=1))).total == 1

    async def test_go_from_the_one_to_the_other_and_not_back(self, passenger: BaseTripsClient, trip: TripRead) -> None:
        assert (await passenger.trips("tver", "petersburg", DAY + timedelta(days=1))).items[0].id == trip.id
        assert (await passenger.trips("tver", "moscow", DAY)).total == 0

    async def test_are_paged_by_departure(self, world: World, passenger: BaseTripsClient) -> None:
        await world.stations("moscow", "tver")
        for number in (23, 21, 22):
            start = START + timedelta(hours=number)
            await world.admin.add_trip(trip_through("moscow", "tver", start=start, train_number=number))

        page = await passenger.trips("moscow", "tver", DAY + timedelta(days=1), page=2, size=2)

        assert (page.total, [offer.train_number for offer in page.items]) == (3, [23])
        assert page.items[0].places == []

    async def test_that_have_left_are_not_offered_unless_they_are_late(
        self, world: World, passenger: BaseTripsClient
    ) -> None:
        left = datetime.now(UTC) - timedelta(minutes=5)
        trip = await world.trip(start=left)
        day = left.astimezone(ZoneInfo("Europe/Moscow")).date()
        assert (await passenger.trips("moscow", "tver", day)).total == 0

        await world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=0, minutes=30)]))

        assert (await passenger.trips("moscow", "tver", day)).total == 1

    @pytest.mark.usefixtures("trip")
    async def test_between_stations_that_are_none_are_refused_by_their_names(self, passenger: BaseTripsClient) -> None:
        with pytest.raises(StationNotFound, match="atlantis, ultima"):
            await passenger.trips("ultima", "atlantis", DAY)


class TestSeats:
    async def test_show_each_wagon_and_what_is_taken(
        self, world: World, passenger: BaseTripsClient, trip: TripRead
    ) -> None:
        await world.ticket(place_number=3)
        await world.ticket(place_number=1)

        seats = await passenger.seats(trip.id, "moscow", "tver")

        assert seats.trip.id == trip.id
        assert [(wagon.number, wagon.plan.id, wagon.taken) for wagon in seats.wagons] == [
            (1, SEATED.id, []),
            (WAGON, COMPARTMENT.id, [1, 3]),
            (9, "restaurant", []),
            (WAGON + 1, COMPARTMENT.id, []),
        ]
        assert seats.wagons[1].plan.places == COMPARTMENT.places

    async def test_never_say_who_has_taken_one(self, world: World, web: Web, trip: TripRead) -> None:
        ticket = await world.ticket(place_number=3)
        token = web.realm.token(account_of("Анна"))

        response = await web.http.get(
            f"/base_api/v1/users/trips/{trip.id}/seats",
            params={"from_station": "moscow", "to_station": "tver"},
            headers={"Authorization": f"Bearer {token}"},
        )

        assert response.status_code == 200
        for secret in (str(ticket.id), str(ticket.user_id), ticket.code):
            assert secret not in response.text

    async def test_of_a_trip_that_is_none_or_goes_elsewhere_are_not_there(
        self, passenger: BaseTripsClient, trip: TripRead
    ) -> None:
        with pytest.raises(TripNotFound):
            await passenger.seats(uuid4(), "moscow", "tver")
        with pytest.raises(RouteNotServed):
            await passenger.seats(trip.id, "tver", "moscow")


@pytest.mark.parametrize("role", [Role.SECURITY, Role.STORE_STAFF])
async def test_trips_are_for_passengers(web: Web, role: Role) -> None:
    with pytest.raises(RoleMissing):
        await web.trips(role).trips("moscow", "tver", DAY)
