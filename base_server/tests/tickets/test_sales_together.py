"""Many passengers at once: a seat is sold once, and whatever happens could have happened one after the other."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, permutations
from typing import Final
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base_server.testing.people import Web, purchase_of
from base_server.testing.world import World, trip_through
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.pages import every_page
from provodnik.contracts.passengers import SeatPurchaseDiffers
from provodnik.contracts.tickets import SeatTaken, TicketStatus

PASSENGERS: Final = ("Anna", "Boris", "Vera")
SEATS: Final = (1, 2)
PURCHASES: Final = (1, 2, 3)
SOLD, TAKEN, DIFFERS, GIVEN_BACK, NO_TICKET = "sold", "taken", "differs", "given back", "no ticket"


async def test_of_fifty_buyers_of_one_seat_at_once_one_gets_it(world: World, web: Web) -> None:
    await world.trip()
    buyers = [web.passenger(f"passenger {n}") for n in range(50)]
    await asyncio.gather(*(buyer.me() for buyer in buyers))

    async def buys(buyer: BaseUsersClient) -> str:
        try:
            await buyer.buy(purchase_of(place_number=7))
        except SeatTaken:
            return TAKEN
        return SOLD

    assert Counter(await asyncio.gather(*map(buys, buyers))) == {SOLD: 1, TAKEN: 49}
    assert (await world.admin.tickets()).total == 1


async def test_one_purchase_that_is_sent_twenty_times_at_once_is_one_ticket(world: World, web: Web) -> None:
    await world.trip()
    anna, purchase = web.passenger(), purchase_of()

    tickets = await asyncio.gather(*(anna.buy(purchase) for _ in range(20)))

    assert len({ticket.id for ticket in tickets}) == 1
    assert (await world.admin.tickets()).total == 1


async def test_of_two_purchases_under_one_id_at_once_one_is_made(world: World, web: Web) -> None:
    """On trains of their own, so that the lock on a train keeps them from nothing."""
    await world.trip()
    trains = range(21, 31)
    for train in trains:
        await world.admin.add_trip(trip_through("moscow", "tver", train_number=train))
    anna, purchase_id = web.passenger(), uuid4()
    await anna.me()

    async def buys(train: int) -> str:
        try:
            await anna.buy(purchase_of(purchase_id=purchase_id, train_number=train))
        except SeatPurchaseDiffers:
            return DIFFERS
        return SOLD

    assert Counter(await asyncio.gather(*map(buys, trains))) == {SOLD: 1, DIFFERS: len(trains) - 1}
    assert (await world.admin.tickets()).total == 1


async def test_a_ticket_that_is_given_back_and_used_at_once_is_one_of_both(world: World, web: Web) -> None:
    await world.trip()
    anna, robot = web.passenger(), await world.robot_at()
    tickets = [await anna.buy(purchase_of(place_number=place)) for place in range(1, 11)]

    await asyncio.gather(
        *(robot.sees(ticket.code) for ticket in tickets),
        *(anna.give_back(ticket.id) for ticket in tickets),
        return_exceptions=True,
    )

    for ticket in (await anna.tickets()).items:
        assert ticket.used == (ticket.status is TicketStatus.VALID)


@dataclass(frozen=True)
class Buy:
    who: str
    purchase: int
    seat: int


@dataclass(frozen=True)
class GiveBack:
    """What was bought under this id, if it was."""

    who: str
    purchase: int


Step = Buy | GiveBack
Bought = tuple[str, int]


@dataclass(frozen=True)
class Model:
    """The seats that purchases were of, and which of them are held."""

    bought: frozenset[tuple[Bought, int]] = frozenset()
    held: frozenset[tuple[Bought, int]] = frozenset()

    def after(self, step: Step) -> tuple["Model", str]:
        key = (step.who, step.purchase)
        seat = dict(self.bought).get(key)
        if isinstance(step, GiveBack):
            return (self, NO_TICKET) if seat is None else (replace(self, held=self.held - {(key, seat)}), GIVEN_BACK)
        if seat is not None:
            return self, SOLD if seat == step.seat else DIFFERS
        if step.seat in {other for _, other in self.held}:
            return self, TAKEN
        sold = {(key, step.seat)}
        return Model(self.bought | sold, self.held | sold), SOLD

    def explaining(self, steps: list[Step], outcomes: list[str]) -> Iterator["Model"]:
        """What may hold after these steps: they were made one after the other, in an order that fits their outcomes."""
        for order in permutations(zip(steps, outcomes, strict=True)):
            model, fits = self, True
            for step, outcome in order:
                model, expected = model.after(step)
                fits = fits and outcome == expected
            if fits:
                yield model


@pytest.fixture
async def passengers(world: World, web: Web) -> dict[str, BaseUsersClient]:
    await world.stations("moscow", "tver")
    return {name: web.passenger(name) for name in PASSENGERS}


@pytest.fixture
def trains() -> Iterator[int]:
    """One for each example: nobody has bought anything there before."""
    return count(100)


STEPS: Final = st.one_of(
    st.builds(Buy, st.sampled_from(PASSENGERS), st.sampled_from(PURCHASES), st.sampled_from(SEATS)),
    st.builds(GiveBack, st.sampled_from(PASSENGERS), st.sampled_from(PURCHASES)),
)
ROUNDS: Final = st.lists(st.lists(STEPS, min_size=1, max_size=4), min_size=1, max_size=4)


@dataclass
class Desk:
    """Where the seats of one train are sold. It remembers the tickets that it was answered with."""

    train: int
    passengers: dict[str, BaseUsersClient]
    tickets: dict[Bought, UUID] = field(default_factory=dict[Bought, UUID])

    async def take(self, step: Step) -> str:
        key, passenger = (step.who, step.purchase), self.passengers[step.who]
        if isinstance(step, GiveBack):
            if key not in self.tickets:
                return NO_TICKET
            await passenger.give_back(self.tickets[key])
            return GIVEN_BACK
        try:
            purchase_id = UUID(int=self.train * 100 + step.purchase)
            purchase = purchase_of(purchase_id=purchase_id, train_number=self.train, place_number=step.seat)
            self.tickets[key] = (await passenger.buy(purchase)).id
        except SeatTaken:
            return TAKEN
        except SeatPurchaseDiffers:
            return DIFFERS
        return SOLD

    async def held(self) -> set[tuple[Bought, int]]:
        """Whose tickets hold which seats, as the passengers are told."""
        bought = {ticket_id: key for key, ticket_id in self.tickets.items()}
        pages = [await every_page(passenger.tickets) for passenger in self.passengers.values()]
        return {
            (bought[ticket.id], ticket.place_number)
            for page in pages
            for ticket in page.items
            if ticket.train_number == self.train and ticket.status is TicketStatus.VALID
        }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=ROUNDS)
async def test_whatever_is_bought_and_given_back_at_once_could_have_been_one_after_the_other(
    world: World, passengers: dict[str, BaseUsersClient], trains: Iterator[int], rounds: list[list[Step]]
) -> None:
    desk = Desk(next(trains), passengers)
    await world.admin.add_trip(trip_through("moscow", "tver", train_number=desk.train))
    models = {Model()}

    for steps in rounds:
        outcomes = await asyncio.gather(*map(desk.take, steps))
        models = {after for model in models for after in model.explaining(steps, outcomes)}
        assert models, (steps, outcomes)

    held = await desk.held()
    assert len({seat for _, seat in held}) == len(held)
    assert held in [model.held for model in models]
