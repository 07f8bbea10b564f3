"""What a robot gets to know of its trip, to work without a connection."""

import hashlib
import time
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.testing.wagons import COMPARTMENT, wagons_of
from base_server.testing.world import PASSENGER, START, TRAIN, WAGON, World, place_of
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.tickets import TicketStatus
from provodnik.contracts.trips import DelaysWrite, StopDelay

MANIFEST = "/base_api/v1/robot/manifest"


async def test_it_tells_the_trip_with_its_stops_and_wagons(world: World) -> None:
    trip = await world.trip()
    await world.admin.add_seat_plan(COMPARTMENT)
    wagons = await world.admin.set_wagons(trip.id, wagons_of(WAGON))
    robot, before = await world.robot_at(), datetime.now(UTC)

    manifest = await robot.client.manifest()

    assert (manifest.train_number, manifest.start_date) == (TRAIN, START)
    assert manifest.assignment_id == robot.assignment.id
    assert before <= manifest.generated_at <= datetime.now(UTC)
    assert manifest.trip
    assert (manifest.trip.label, manifest.trip.wagons) == (trip.label, wagons.wagons)
    assert [stop.station.time_zone for stop in manifest.trip.stops] == ["Europe/Moscow"] * 3


async def test_it_tells_every_ticket_of_the_trip_and_no_code(world: World, gateway: httpx.AsyncClient) -> None:
    await world.trip()
    ticket, canceled = await world.ticket(), await world.ticket(station_id="tver", date=START + timedelta(hours=12))
    await world.admin.cancel_ticket(canceled.id)
    robot = await world.robot_at()
    await robot.sees(ticket.code)

    manifest = await robot.client.manifest()

    first, second = manifest.tickets
    assert (first.id, second.id) == (ticket.id, canceled.id)
    assert first.code_sha256 == hashlib.sha256(ticket.code.encode()).hexdigest()
    assert (first.wagon_number, first.place_number) == (ticket.wagon_number, ticket.place_number)
    assert (first.from_.id, first.to.id, first.departure, first.day) == ("moscow", "tver", START, date(2090, 5, 1))
    assert (first.passenger.id, first.passenger.name) == (ticket.user_id, PASSENGER)
    assert (first.status, first.used) == (TicketStatus.VALID, True)
    assert (second.status, second.used, second.day) == (TicketStatus.CANCELED, False, date(2090, 5, 2))
    told = await gateway.get(MANIFEST, headers={"Authorization": f"Bearer {await robot.client.session.sign_in()}"})
    assert ticket.code not in told.text


async def test_another_trips_passengers_are_nobodys_business(world: World) -> None:
    await world.trip()
    await world.ticket(start_date=START + timedelta(days=1), date=START + timedelta(days=1))
    await world.ticket(train_number=TRAIN + 1)
    robot = await world.robot_at()

    assert (await robot.client.manifest()).tickets == []


async def test_a_trip_that_is_not_described_has_its_passengers_all_the_same(world: World) -> None:
    ticket = await world.ticket(station_id="atlantis")
    robot = await world.robot_at()

    manifest = await robot.client.manifest()

    assert manifest.trip is None
    assert [(told.id, told.from_.name_ru) for told in manifest.tickets] == [(ticket.id, "atlantis")]


async def test_a_robot_without_a_trip_gets_none(world: World) -> None:
    robot = await world.robot_at()
    await world.admin.unassign(robot.id)

    with pytest.raises(NotAssigned):
        await robot.client.manifest()


async def test_it_is_sent_again_only_when_something_has_changed(world: World) -> None:
    trip = await world.trip()
    ticket, robot = await world.ticket(), await world.robot_at()
    known = await robot.client.manifest()
    assert await robot.client.manifest(known) is known

    versions = [known.version]
    for change in (
        robot.sees(ticket.code),
        world.admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=2, minutes=5)])),
        world.ticket(),
        world.admin.cancel_ticket(ticket.id),
        world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1)),
    ):
        await change
        changed = await robot.client.manifest(known)
        assert changed is not known
        assert changed == await robot.client.manifest(changed)
        versions.append(changed.version)
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"'], ids=["strong", "weak", "one of several"])
async def test_it_is_known_by_its_etag(world: World, gateway: httpx.AsyncClient, form: str) -> None:
    robot = await world.robot_at()
    headers = {"Authorization": f"Bearer {await robot.client.session.sign_in()}"}
    first = await gateway.get(MANIFEST, headers=headers)
    assert first.headers["ETag"] == f'"{first.json()["version"]}"'

    again = await gateway.get(MANIFEST, headers=headers | {"If-None-Match": form.format(first.json()["version"])})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = await gateway.get(MANIFEST, headers=headers | {"If-None-Match": '"another"'})
    assert other.json()["version"] == first.json()["version"]


async def test_a_thousand_passengers_are_told_in_no_time(world: World, base_app: FastAPI) -> None:
    await world.trip()
    ticket, robot = await world.ticket(), await world.robot_at()
    async with base_app.state.sessions() as session, session.begin():
        await session.execute(
            text("""
            INSERT INTO tickets (id, user_id, train_number, wagon_number, place_number, date, station_id,
                                 destination_id, start_date, code)
            SELECT gen_random_uuid(), user_id, train_number, 100 + n / 50, 1 + n % 50, date, station_id,
                   destination_id, start_date, code || n
            FROM tickets, generate_series(0, 998) n WHERE id = :id
            """),
            {"id": ticket.id},
        )
    await robot.client.me()
    begun = time.perf_counter()

    manifest = await robot.client.manifest()

    assert len(manifest.tickets) == 1000
    assert time.perf_counter() - begun < 3
