"""A passenger buys a seat and gives it back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from base_server.testing.people import Web, purchase_of
from base_server.testing.wagons import COMPARTMENT, wagons_of
from base_server.testing.world import START, TRAIN, WAGON, World, trip_through
from provodnik.clients.base_users import BaseUsersClient
from provodnik.contracts.checks import Reason
from provodnik.contracts.errors import DomainError, MalformedInput
from provodnik.contracts.passengers import (
    DepartureDiffers,
    RouteNotServed,
    SeatPurchaseDiffers,
    TicketNotReturnable,
    TripDeparted,
)
from provodnik.contracts.ticket_code import is_ticket_code
from provodnik.contracts.tickets import SeatTaken, TicketNotFound, TicketStatus
from provodnik.contracts.trips import DelaysWrite, PlaceUnknown, StopDelay, TripNotFound

LATER = START + timedelta(hours=12)  # in Tver


@pytest.fixture
async def anna(world: World, web: Web) -> BaseUsersClient:
    """With a trip from Moscow by Tver to Petersburg to go on."""
    await world.trip()
    return web.passenger("Anna")


class TestBuying:
    async def test_a_seat_is_sold_with_a_code_that_boards(self, world: World, anna: BaseUsersClient) -> None:
        ticket = await anna.buy(purchase_of(place_number=12))
        robot = await world.robot_at()

        assert is_ticket_code(ticket.code)
        assert (ticket.train_number, ticket.wagon_number, ticket.place_number) == (TRAIN, WAGON, 12)
        assert (ticket.status, ticket.used) == (TicketStatus.VALID, False)
        seen = await robot.sees(ticket.code)
        assert seen.passenger is not None
        assert (seen.reason, seen.passenger.name) == (None, "Anna")

    async def test_the_same_purchase_again_is_the_same_ticket(self, world: World, anna: BaseUsersClient) -> None:
        purchase = purchase_of()

        assert await anna.buy(purchase) == await anna.buy(purchase)
        assert (await world.admin.tickets()).total == 1

    async def test_the_same_purchase_again_is_its_ticket_as_it_is_by_then(
        self, world: World, anna: BaseUsersClient, web: Web
    ) -> None:
        purchase = purchase_of()
        ticket = await anna.buy(purchase)
        await anna.give_back(ticket.id)
        await web.passenger("Boris").buy(purchase_of())

        again = await anna.buy(purchase)

        assert (again.id, again.code, again.status) == (ticket.id, ticket.code, TicketStatus.CANCELED)
        assert (await world.admin.tickets()).total == 2

    @pytest.mark.parametrize(
        "change", [{"place_number": 2}, {"destination": "petersburg"}, {"train_number": 21}], ids=str
    )
    async def test_another_purchase_under_its_id_is_refused(
        self, world: World, anna: BaseUsersClient, change: dict[str, Any]
    ) -> None:
        purchase = purchase_of()
        await anna.buy(purchase)

        with pytest.raises(SeatPurchaseDiffers):
            await anna.buy(purchase_of(purchase_id=purchase.purchase_id, **change))

        assert (await world.admin.tickets()).total == 1

    async def test_an_id_is_its_passengers_own(self, anna: BaseUsersClient, web: Web) -> None:
        purchase = purchase_of()
        first = await anna.buy(purchase)

        second = await web.passenger("Boris").buy(purchase_of(purchase_id=purchase.purchase_id, place_number=2))

        assert second.id != first.id

    async def test_a_refused_purchase_can_be_made_once_it_is_possible(self, anna: BaseUsersClient, web: Web) -> None:
        boris, purchase = web.passenger("Boris"), purchase_of()
        sold = await boris.buy(purchase_of())
        with pytest.raises(SeatTaken):
            await anna.buy(purchase)

        await boris.give_back(sold.id)

        assert (await anna.buy(purchase)).status is TicketStatus.VALID

    async def test_a_seat_that_the_ticket_office_sold_is_taken(self, world: World, anna: BaseUsersClient) -> None:
        await world.ticket(place_number=7)

        with pytest.raises(SeatTaken):
            await anna.buy(purchase_of(place_number=7))

    async def test_a_part_of_the_way_from_a_stop_in_between_is_sold(self, anna: BaseUsersClient) -> None:
        departure = LATER + timedelta(minutes=10)

        ticket = await anna.buy(purchase_of(station_id="tver", destination="petersburg", date=departure))

        assert (ticket.from_.id, ticket.to.id, ticket.departure) == ("tver", "petersburg", departure)

    async def test_any_moment_of_the_trips_day_names_it(self, anna: BaseUsersClient) -> None:
        ticket = await anna.buy(purchase_of(start_date=START - timedelta(hours=3)))

        assert ticket.start_date == START


class TestWhatCantBeTravelledIsNotSold:
    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"train_number": 21}, TripNotFound),
            ({"start_date": START + timedelta(days=1)}, TripNotFound),
            ({"station_id": "tver", "destination": "moscow", "date": LATER}, RouteNotServed),
            ({"station_id": "moscow", "destination": "moscow"}, RouteNotServed),
            ({"destination": "omsk"}, RouteNotServed),
            ({"station_id": "omsk"}, RouteNotServed),
            ({"station_id": "petersburg", "destination": "tver"}, RouteNotServed),
            ({"date": START + timedelta(minutes=1)}, DepartureDiffers),
            ({"station_id": "tver", "destination": "petersburg"}, DepartureDiffers),
        ],
        ids=[
            "another train",
            "another day",
            "backwards",
            "nowhere",
            "past its stops",
            "before its stops",
            "from the end",
            "another time",
            "another stop's time",
        ],
    )
    async def test_it_is_refused_and_nothing_is_sold(
        self, world: World, anna: BaseUsersClient, change: dict[str, Any], refusal: type[DomainError]
    ) -> None:
        with pytest.raises(refusal):
            await anna.buy(purchase_of(**change))

        assert (await world.admin.tickets()).total == 0

    async def test_a_trip_that_is_not_described_is_the_ticket_offices_alone(
        self, world: World, anna: BaseUsersClient
    ) -> None:
        await world.ticket(train_number=21, place_number=1)

        with pytest.raises(TripNotFound, match="not described"):
            await anna.buy(purchase_of(train_number=21, place_number=2))

    async def test_a_train_that_has_left_takes_nobody_and_goes_on_taking_those_further_on(
        self, world: World, web: Web
    ) -> None:
        left = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
        await world.trip(left)
        anna = web.passenger()

        with pytest.raises(TripDeparted):
            await anna.buy(purchase_of(date=left, start_date=left))

        departure = left + timedelta(hours=12, minutes=10)
        on_the_way = {"station_id": "tver", "destination": "petersburg", "date": departure, "start_date": left}
        assert (await anna.buy(purchase_of(**on_the_way))).departure == departure

    async def test_a_train_that_is_late_has_not_left(self, world: World, web: Web) -> None:
        """Its tickets are sold, and taken back, until it leaves."""
        scheduled = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
        trip, anna = await world.trip(scheduled), web.passenger()
        await world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=0, minutes=10)]))

        ticket = await anna.buy(purchase_of(date=scheduled, start_date=scheduled))
        await anna.give_back(ticket.id)

        await world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=0, minutes=4)]))
        with pytest.raises(TripDeparted):
            await anna.buy(purchase_of(date=scheduled, start_date=scheduled))

    async def test_where_the_wagons_are_described_their_places_alone_are_sold(self, world: World, web: Web) -> None:
        trip, anna = await world.trip(), web.passenger()
        await world.admin.add_seat_plan(COMPARTMENT)
        await world.admin.set_wagons(trip.id, wagons_of(WAGON))

        for seat in ({"place_number": 5}, {"wagon_number": WAGON + 1}):
            with pytest.raises(PlaceUnknown):
                await anna.buy(purchase_of(**seat))

        assert (await anna.buy(purchase_of(place_number=4))).place_number == 4

    async def test_the_right_departure_is_told(self, anna: BaseUsersClient) -> None:
        with pytest.raises(DepartureDiffers) as refused:
            await anna.buy(purchase_of(date=LATER))

        assert datetime.fromisoformat(refused.value.details["departure"]) == START

    @pytest.mark.parametrize("place", [-1, 0, 1000], ids=str)
    async def test_a_place_that_no_wagon_has_is_malformed(self, anna: BaseUsersClient, place: int) -> None:
        purchase = purchase_of().model_copy(update={"place_number": place})

        with pytest.raises(MalformedInput, match="place_number"):
            await anna.buy(purchase)


class TestGivingBack:
    async def test_the_seat_is_free_and_the_ticket_boards_nobody(
        self, world: World, anna: BaseUsersClient, web: Web
    ) -> None:
        ticket, robot = await anna.buy(purchase_of()), await world.robot_at()

        await anna.give_back(ticket.id)

        assert (await robot.sees(ticket.code)).reason is Reason.CANCELED
        assert (await web.passenger("Boris").buy(purchase_of())).place_number == ticket.place_number

    async def test_twice_is_done_as_well(self, anna: BaseUsersClient) -> None:
        ticket = await anna.buy(purchase_of())

        for _ in range(2):
            assert (await anna.give_back(ticket.id)).status == "OK"

    async def test_a_ticket_of_the_office_can_be_given_back_too(self, world: World, web: Web) -> None:
        anna = web.passenger()
        ticket = await world.ticket(user_id=(await anna.me()).id)

        await anna.give_back(ticket.id)

        assert (await world.admin.ticket(ticket.id)).status is TicketStatus.CANCELED

    async def test_anothers_is_as_good_as_unknown(self, world: World, anna: BaseUsersClient) -> None:
        others = await world.ticket()

        for ticket_id in (others.id, uuid4()):
            with pytest.raises(TicketNotFound):
                await anna.give_back(ticket_id)
        assert (await world.admin.ticket(others.id)).status is TicketStatus.VALID

    async def test_a_used_one_stays(self, world: World, anna: BaseUsersClient) -> None:
        ticket, robot = await anna.buy(purchase_of()), await world.robot_at()
        await robot.sees(ticket.code)

        with pytest.raises(TicketNotReturnable):
            await anna.give_back(ticket.id)

        assert (await world.admin.ticket(ticket.id)).status is TicketStatus.VALID

    async def test_after_the_departure_it_stays(self, world: World, web: Web) -> None:
        anna, left = web.passenger(), datetime.now(UTC) - timedelta(minutes=5)
        ticket = await world.ticket(user_id=(await anna.me()).id, date=left, start_date=left)

        with pytest.raises(TicketNotReturnable):
            await anna.give_back(ticket.id)

        assert (await world.admin.ticket(ticket.id)).status is TicketStatus.VALID

    async def test_the_departure_is_that_of_a_trip_that_has_moved_since(self, world: World, web: Web) -> None:
        soon = datetime.now(UTC) + timedelta(days=1)
        trip, anna = await world.trip(soon), web.passenger()
        ticket = await anna.buy(purchase_of(date=soon, start_date=soon))
        left = soon - timedelta(days=2)

        await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=left))

        with pytest.raises(TicketNotReturnable):
            await anna.give_back(ticket.id)
