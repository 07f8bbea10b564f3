"""A passenger's tickets, as they see them on the web."""

from datetime import timedelta

from base_server.testing.people import Web, purchase_of
from base_server.testing.world import START, World, trip_through
from provodnik.contracts.trips import DelaysWrite, StopDelay


async def test_a_ticket_tells_train_seat_stations_and_times(world: World, web: Web) -> None:
    await world.trip()
    anna = web.passenger()

    bought = await anna.buy(purchase_of(place_number=12))

    assert (bought.train_label, bought.wagon_number, bought.place_number) == ("020У", 5, 12)
    assert (bought.from_.name_ru, bought.from_.name_en, bought.to.name_en) == ("станция moscow", "Moscow", "Tver")
    assert (bought.departure, bought.arrival) == (START, START + timedelta(hours=12))
    assert (await anna.tickets()).items == [bought]


async def test_of_a_trip_that_is_not_described_it_tells_what_was_sold(world: World, web: Web) -> None:
    anna = web.passenger()
    sold = await world.ticket(user_id=(await anna.me()).id)

    [ticket] = (await anna.tickets()).items

    assert (ticket.id, ticket.code, ticket.departure) == (sold.id, sold.code, sold.date)
    assert (ticket.train_label, ticket.arrival) == (None, None)
    assert (ticket.from_.id, ticket.from_.name_ru, ticket.from_.time_zone) == ("moscow", "moscow", "Europe/Moscow")


async def test_its_times_are_the_timetables_of_today(world: World, web: Web) -> None:
    trip, anna = await world.trip(), web.passenger()
    await anna.buy(purchase_of())
    later = START + timedelta(minutes=30)

    await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=later))

    [ticket] = (await anna.tickets()).items
    assert (ticket.start_date, ticket.departure, ticket.arrival) == (later, later, later + timedelta(hours=12))


async def test_a_delay_is_told_beside_the_timetable(world: World, web: Web) -> None:
    trip, anna = await world.trip(), web.passenger()
    await anna.buy(purchase_of())

    await world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=1, minutes=25)]))

    [ticket] = (await anna.tickets()).items
    assert (ticket.departure, ticket.departure_delay_minutes) == (START, 0)
    assert (ticket.arrival, ticket.arrival_delay_minutes) == (START + timedelta(hours=12), 25)


async def test_a_used_ticket_says_when(world: World, web: Web) -> None:
    await world.trip()
    anna, robot = web.passenger(), await world.robot_at()
    await robot.sees((await anna.buy(purchase_of())).code)

    [ticket] = (await anna.tickets()).items

    assert ticket.used
    assert ticket.used_at is not None


async def test_the_latest_departure_comes_first_in_pages_and_nobody_elses_ticket(world: World, web: Web) -> None:
    anna = web.passenger()
    user_id = (await anna.me()).id
    await world.ticket()
    days = [START + timedelta(days=n) for n in (1, 3, 2)]
    for day in days:
        await world.ticket(user_id=user_id, date=day, start_date=day)

    first, second = await anna.tickets(page=1, size=2), await anna.tickets(page=2, size=2)

    assert [ticket.departure for ticket in first.items + second.items] == sorted(days, reverse=True)
    assert (first.total, first.pages) == (3, 2)
