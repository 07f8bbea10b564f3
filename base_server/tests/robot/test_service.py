"""Robots and where they are."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from base_server.testing.world import START, TRAIN, WAGON, World, place_of
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.robots import RobotNotFound
from provodnik.contracts.sign_in import CodeRefused
from provodnik.contracts.stations import StationNotFound
from provodnik.keys.rsa import RsaPrivateKey


class TestMe:
    async def test_a_new_robot_is_assigned_nowhere_and_hears_the_servers_time(self, world: World) -> None:
        me = await (await world.robot()).me()

        assert (me.robot.robot_model_name, me.assignment) == ("Provodnik", None)
        assert abs(me.time - datetime.now(UTC)) < timedelta(minutes=1)

    async def test_an_assigned_robot_hears_of_its_trip_and_its_station(self, world: World) -> None:
        trip = await world.trip()
        robot = await world.robot_at()

        me = await robot.client.me()

        assert me.assignment == robot.assignment
        assert (robot.assignment.trip, robot.assignment.station) == (trip, trip.stops[0].station)

    async def test_a_train_under_way_has_reached_its_last_stop(self, world: World) -> None:
        past = datetime.now(UTC) - timedelta(days=3)
        trip = await world.trip(past)

        robot = await world.robot_at(start_date=past)

        assert robot.assignment.station == trip.stops[-1].station

    async def test_a_station_that_was_named_counts(self, world: World) -> None:
        await world.trip()

        robot = await world.robot_at(station_id="tver")

        assert robot.assignment.station is not None
        assert robot.assignment.station.id == "tver"

    async def test_an_undescribed_trip_is_assigned_as_well(self, world: World) -> None:
        robot = await world.robot_at()

        assert (robot.assignment.trip, robot.assignment.station) == (None, None)
        assert (robot.assignment.train_number, robot.assignment.wagon_number) == (TRAIN, WAGON)


class TestAssigning:
    async def test_the_same_again_keeps_its_id_so_that_kept_checks_stay_good(self, world: World) -> None:
        robot = await world.robot_at()

        assert await world.admin.assign(robot.id, place_of()) == robot.assignment

    async def test_another_moment_of_the_trips_day_is_the_same(self, world: World) -> None:
        await world.trip()
        robot = await world.robot_at(start_date=START - timedelta(hours=1))

        assert await world.admin.assign(robot.id, place_of()) == robot.assignment

    async def test_another_place_is_another_assignment(self, world: World) -> None:
        robot = await world.robot_at()

        moved = await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

        assert moved.id != robot.assignment.id
        assert (await robot.client.me()).assignment == moved

    async def test_taken_off_its_train_a_robot_is_nowhere(self, world: World) -> None:
        robot = await world.robot_at()

        await world.admin.unassign(robot.id)

        assert (await robot.client.me()).assignment is None

    async def test_an_unknown_station_is_refused(self, world: World) -> None:
        robot = await world.robot_at()

        with pytest.raises(StationNotFound):
            await world.admin.assign(robot.id, place_of(station_id="atlantis"))

    async def test_an_unknown_robot_is_neither_assigned_nor_taken_off(self, world: World) -> None:
        with pytest.raises(RobotNotFound):
            await world.admin.assign(uuid4(), place_of())
        with pytest.raises(RobotNotFound):
            await world.admin.unassign(uuid4())


class TestRemoving:
    async def test_a_removed_robots_sessions_die_at_once_and_it_cant_sign_in_again(self, world: World) -> None:
        robot = await world.robot_at()
        await robot.client.me()

        await world.admin.delete_robot(robot.id)

        with pytest.raises(NotSignedIn):
            await robot.client.me()
        with pytest.raises(CodeRefused):
            await robot.client.session.sign_in()

    async def test_its_token_is_nobodys(self, world: World, gateway: httpx.AsyncClient) -> None:
        robot = await world.robot_at()
        headers = {"Authorization": f"Bearer {await robot.client.session.sign_in()}"}

        await world.admin.delete_robot(robot.id)

        # Signing out asks for a session and for nothing else.
        assert (await gateway.post("/base_api/v1/auth/logout", headers=headers)).status_code == 401

    async def test_it_is_gone_from_the_list_and_can_be_removed_once(self, world: World) -> None:
        robot = await world.robot_at()
        await world.admin.delete_robot(robot.id)

        assert (await world.admin.robots()).items == []
        with pytest.raises(RobotNotFound):
            await world.admin.delete_robot(robot.id)
        with pytest.raises(RobotNotFound):
            await world.admin.assign(robot.id, place_of())

    async def test_the_others_stay_signed_in(self, world: World) -> None:
        gone, stays = await world.robot_at(), await world.robot_at()
        await stays.client.me()

        await world.admin.delete_robot(gone.id)

        assert (await stays.client.me()).robot.id == stays.id


async def test_robots_are_listed_with_their_keys_and_places(world: World) -> None:
    await world.trip()
    placed = await world.robot_at()
    await world.robot(RsaPrivateKey.generate())

    page = await world.admin.robots()

    assert [(robot.key_algorithm, robot.assignment) for robot in page.items] == [
        ("x25519", placed.assignment),
        ("rsa", None),
    ]
