"""Which stores are on which trip."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from base_server.testing.world import START, TRAIN, World, trip_through
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.train_stores import NotTheRobotsTrip, StoreNotOnTrain, StoreOnTrain, TrainDay

STORE = uuid4()


def train(day: datetime = START, number: int = TRAIN) -> TrainDay:
    return TrainDay(train_number=number, train_date=day)


async def stores(world: World, named: TrainDay) -> list[UUID]:
    return (await world.admin.train_stores(named)).items


class TestBinding:
    @pytest.mark.parametrize("described", [True, False])
    async def test_any_moment_of_the_trips_day_names_it(self, world: World, *, described: bool) -> None:
        if described:
            await world.trip()
        await world.admin.bind_store(STORE, train(START + timedelta(hours=3)))

        assert await stores(world, train(START - timedelta(hours=3))) == [STORE]
        assert await stores(world, train(START + timedelta(days=1))) == []
        assert await stores(world, train(number=TRAIN + 1)) == []

    async def test_a_store_is_on_a_trip_once(self, world: World) -> None:
        await world.admin.bind_store(STORE, train())

        with pytest.raises(StoreOnTrain):
            await world.admin.bind_store(STORE, train(START + timedelta(hours=1)))

    async def test_a_store_taken_off_can_be_put_on_again(self, world: World) -> None:
        await world.admin.bind_store(STORE, train())
        await world.admin.unbind_store(STORE, train(START + timedelta(hours=1)))

        assert await stores(world, train()) == []
        await world.admin.bind_store(STORE, train())

    async def test_only_the_named_store_of_the_named_trip_is_taken_off(self, world: World) -> None:
        tomorrow, other = train(START + timedelta(days=1)), uuid4()
        for store, day in ((STORE, train()), (other, train()), (STORE, tomorrow)):
            await world.admin.bind_store(store, day)

        await world.admin.unbind_store(STORE, train())

        assert (await stores(world, train()), await stores(world, tomorrow)) == ([other], [STORE])
        with pytest.raises(StoreNotOnTrain):
            await world.admin.unbind_store(STORE, train())

    async def test_long_lists_come_in_pages(self, world: World) -> None:
        bound = sorted(uuid4() for _ in range(5))
        for store in bound:
            await world.admin.bind_store(store, train())

        page = await world.admin.train_stores(train(), page=2, size=2)

        assert (page.items, page.total, page.pages) == (bound[2:4], 5, 3)


class TestATripThatIsDescribedOrMovedLater:
    async def test_its_stores_come_along(self, world: World) -> None:
        await world.admin.bind_store(STORE, train(START + timedelta(hours=1)))
        trip = await world.trip()
        assert await stores(world, train()) == [STORE]

        later = START + timedelta(days=2)
        await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=later))

        assert (await stores(world, train()), await stores(world, train(later))) == ([], [STORE])

    async def test_a_store_that_comes_twice_is_on_it_once(self, world: World) -> None:
        """Before and after midnight in Moscow is one day in Vladivostok."""
        evening = START.replace(hour=20)
        for moment in (evening, evening + timedelta(hours=2)):
            await world.admin.bind_store(STORE, train(moment))
        await world.stations("vladivostok", "tver", time_zone="Asia/Vladivostok")

        await world.admin.add_trip(trip_through("vladivostok", "tver", start=evening + timedelta(hours=1)))

        assert await stores(world, train(evening)) == [STORE]
        assert (await world.admin.train_stores(train(evening))).total == 1

    async def test_a_trip_moved_onto_a_day_that_has_the_store_keeps_it_once(self, world: World) -> None:
        later = START + timedelta(days=2)
        trip = await world.trip()
        for day in (START, later):
            await world.admin.bind_store(STORE, train(day))

        await world.admin.update_trip(trip.id, trip_through("moscow", "tver", start=later))

        assert await stores(world, train(later)) == [STORE]


class TestTheRobot:
    async def test_it_sees_the_stores_of_its_own_trip(self, world: World) -> None:
        robot = await world.robot_at()
        await world.admin.bind_store(STORE, train())

        assert (await robot.client.train_stores(train(START + timedelta(hours=1)))).items == [STORE]

    @pytest.mark.parametrize("other", [train(START + timedelta(days=1)), train(number=TRAIN + 1)])
    async def test_it_sees_none_of_another(self, world: World, other: TrainDay) -> None:
        robot = await world.robot_at()
        await world.admin.bind_store(STORE, other)

        with pytest.raises(NotTheRobotsTrip):
            await robot.client.train_stores(other)

    async def test_without_a_train_it_is_told_so(self, world: World) -> None:
        with pytest.raises(NotAssigned):
            await (await world.robot()).train_stores(train())
