"""Seat plans, and which of their places a trip has."""

import asyncio
from uuid import uuid4

import pytest

from base_server.testing.wagons import COMPARTMENT, SEATED, plan_of, update_of, wagons_of
from base_server.testing.world import WAGON, World, place_of, seat_of, trip_through
from provodnik.contracts.tickets import SeatTaken
from provodnik.contracts.trips import PlaceUnknown, TripNotFound, TripRead, WagonUnknown
from provodnik.contracts.wagons import (
    SeatPlanExists,
    SeatPlanInUse,
    SeatPlanNotFound,
    SeatPlanUpdate,
    SeatsSold,
    WagonsWrite,
)


@pytest.fixture
async def trip(world: World) -> TripRead:
    """Its one wagon has the places 1 to 4."""
    trip = await world.trip()
    await world.admin.add_seat_plan(COMPARTMENT)
    await world.admin.set_wagons(trip.id, wagons_of(WAGON))
    return trip


class TestSeatPlans:
    async def test_a_plan_reads_as_it_was_written(self, world: World) -> None:
        await world.admin.add_seat_plan(SEATED)
        plan = await world.admin.add_seat_plan(COMPARTMENT)

        assert (plan.id, plan.kind, plan.places) == (COMPARTMENT.id, COMPARTMENT.kind, COMPARTMENT.places)
        assert [listed.id for listed in (await world.admin.seat_plans()).items] == [COMPARTMENT.id, SEATED.id]

    async def test_a_plan_is_there_once(self, world: World) -> None:
        await world.admin.add_seat_plan(COMPARTMENT)

        with pytest.raises(SeatPlanExists):
            await world.admin.add_seat_plan(COMPARTMENT)

    async def test_an_unknown_plan_is_neither_changed_nor_removed(self, world: World) -> None:
        with pytest.raises(SeatPlanNotFound):
            await world.admin.update_seat_plan("nowhere", update_of(plan_of("any", 4)))
        with pytest.raises(SeatPlanNotFound):
            await world.admin.delete_seat_plan("nowhere")

    @pytest.mark.usefixtures("trip")
    async def test_a_plan_in_use_takes_new_places_and_keeps_those_it_has(self, world: World) -> None:
        with pytest.raises(SeatPlanInUse) as refusal:
            await world.admin.update_seat_plan(COMPARTMENT.id, update_of(plan_of("any", 2)))
        assert refusal.value.details == {"places": [3, 4]}
        with pytest.raises(SeatPlanInUse):
            await world.admin.delete_seat_plan(COMPARTMENT.id)

        await world.admin.update_seat_plan(COMPARTMENT.id, update_of(plan_of("any", 6)))

        assert (await world.ticket(place_number=6)).place_number == 6

    async def test_a_plan_that_nothing_is_of_may_lose_places_and_go(self, world: World, trip: TripRead) -> None:
        await world.admin.set_wagons(trip.id, WagonsWrite(wagons=[]))

        assert len((await world.admin.update_seat_plan(COMPARTMENT.id, update_of(plan_of("any", 2)))).places) == 2
        await world.admin.delete_seat_plan(COMPARTMENT.id)
        assert (await world.admin.seat_plans()).total == 0


class TestWagons:
    async def test_a_trip_tells_its_wagons_from_the_trains_head(self, world: World, trip: TripRead) -> None:
        await world.admin.add_seat_plan(SEATED)
        wagons = await world.admin.set_wagons(trip.id, wagons_of(9, WAGON, plans={9: SEATED.id}))

        [listed] = (await world.admin.trips()).items
        assert listed.wagons == wagons.wagons
        assert [(wagon.number, wagon.kind) for wagon in wagons.wagons] == [(9, SEATED.kind), (WAGON, COMPARTMENT.kind)]

    async def test_the_plans_that_are_missing_are_named(self, world: World, trip: TripRead) -> None:
        with pytest.raises(SeatPlanNotFound, match="nowhere"):
            await world.admin.set_wagons(trip.id, wagons_of(1, plans={1: "nowhere"}))
        with pytest.raises(TripNotFound):
            await world.admin.set_wagons(uuid4(), wagons_of(1))

    @pytest.mark.parametrize("wagons", [(WAGON + 1,), (WAGON,)], ids=["another wagon", "fewer places"])
    async def test_a_seat_that_is_sold_does_not_vanish(
        self, world: World, trip: TripRead, wagons: tuple[int, ...]
    ) -> None:
        await world.admin.add_seat_plan(plan_of("short", 2))
        ticket = await world.ticket(place_number=4)

        with pytest.raises(SeatsSold) as refusal:
            await world.admin.set_wagons(trip.id, wagons_of(*wagons, plans=dict.fromkeys(wagons, "short")))
        assert refusal.value.details == {"seats": [{"wagon_number": WAGON, "place_number": 4}]}

        await world.admin.cancel_ticket(ticket.id)
        await world.admin.set_wagons(trip.id, wagons_of(*wagons, plans=dict.fromkeys(wagons, "short")))

    async def test_wagons_are_taken_off_whatever_is_sold(self, world: World, trip: TripRead) -> None:
        """Then nothing is described, and nothing contradicts."""
        await world.ticket(place_number=4)

        await world.admin.set_wagons(trip.id, WagonsWrite(wagons=[]))

        assert (await world.ticket(place_number=77)).place_number == 77

    async def test_a_changed_trip_keeps_its_wagons(self, world: World, trip: TripRead) -> None:
        [before] = (await world.admin.trips()).items
        await world.admin.update_trip(trip.id, trip_through("moscow", "tver"))

        [after] = (await world.admin.trips()).items
        assert after.wagons == before.wagons != []

    async def test_a_removed_trip_takes_its_wagons_along(self, world: World, trip: TripRead) -> None:
        await world.admin.delete_trip(trip.id)

        await world.admin.delete_seat_plan(COMPARTMENT.id)

    async def test_a_sale_and_a_change_of_wagons_at_once_leave_no_ticket_without_a_seat(
        self, world: World, trip: TripRead
    ) -> None:
        await world.admin.add_seat_plan(plan_of("short", 2))
        user_id = await world.passenger()

        outcomes: list[object] = await asyncio.gather(
            *(world.admin.add_ticket(seat_of(user_id, place_number=place)) for place in (3, 4)),
            world.admin.set_wagons(trip.id, wagons_of(WAGON, plans={WAGON: "short"})),
            *(world.admin.add_ticket(seat_of(user_id, place_number=place)) for place in (3, 4)),
            return_exceptions=True,
        )

        refusals = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert all(isinstance(refusal, PlaceUnknown | SeatTaken | SeatsSold) for refusal in refusals)
        [listed] = (await world.admin.trips()).items
        short = listed.wagons[0].seat_plan_id == "short"
        assert (await world.admin.tickets()).total == (0 if short else 2)


@pytest.mark.usefixtures("trip")
class TestPlaces:
    async def test_a_place_is_sold_where_the_wagon_has_it(self, world: World) -> None:
        assert (await world.ticket(place_number=4)).place_number == 4
        for wagon, place in ((WAGON, 5), (WAGON + 1, 1)):
            with pytest.raises(PlaceUnknown, match=f"no place {place} in wagon {wagon}"):
                await world.ticket(wagon_number=wagon, place_number=place)
        assert (await world.admin.tickets()).total == 1

    async def test_another_trip_of_the_train_is_another_matter(self, world: World) -> None:
        later = "2090-05-02T09:00:00Z"

        assert (await world.ticket(place_number=40, start_date=later, date=later)).place_number == 40

    async def test_a_robot_stands_in_a_wagon_that_is_there(self, world: World) -> None:
        robot = await world.robot_at()

        with pytest.raises(WagonUnknown):
            await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        me = await robot.client.me()
        assert me.assignment
        assert me.assignment.trip
        assert [wagon.number for wagon in me.assignment.trip.wagons] == [WAGON]


@pytest.mark.parametrize(("second", "cell"), [(1, 2), (2, 1)], ids=["a number twice", "a cell twice"])
def test_a_plan_that_contradicts_itself_is_none(second: int, cell: int) -> None:
    names = {"kind": "compartment", "name_ru": "Купе", "name_en": "Compartments"}
    places = [{"number": number, "berth": "lower", "row": 1, "column": n} for number, n in ((1, 1), (second, cell))]

    with pytest.raises(ValueError, match="two places"):
        SeatPlanUpdate.model_validate({**names, "places": places})
