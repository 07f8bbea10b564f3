"""The clients and the server mean the same: every route is asked by a client's method, and answers it."""

import re
from contextlib import aclosing
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.testing.devices import enrolled, remove
from base_server.testing.faces import evidence_of, face_of
from base_server.testing.monitoring import (
    Security,
    camera_of,
    closing_of,
    entry_of,
    incident_of,
    look_up_all,
    sighting_of,
)
from base_server.testing.offline import offline, only
from base_server.testing.people import Web, purchase_of
from base_server.testing.telemetry import measured
from base_server.testing.wagons import COMPARTMENT, update_of
from base_server.testing.world import LOGIN, START, TRAIN, World, place_of, sight_of, trip_through
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient
from provodnik.clients.pages import every_page
from provodnik.contracts.cards import AuthCardWrite, CardShown
from provodnik.contracts.checks import CheckUndone
from provodnik.contracts.destinations import TripPassenger
from provodnik.contracts.engineers import EngineerCreate, LoginTaken, Privilege
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.monitoring_incidents import Comment, FalseAlarm
from provodnik.contracts.passengers import KeycloakLink, OwnFaceWrite
from provodnik.contracts.robots import HelpRequest
from provodnik.contracts.sign_in import CodeRefused
from provodnik.contracts.stations import StationUpdate
from provodnik.contracts.tickets import TicketRead
from provodnik.contracts.train_stores import TrainDay
from provodnik.contracts.trips import DelaysWrite, StopDelay, TripRead
from provodnik.contracts.users import FaceChange, Identification, UserCreate
from provodnik.contracts.wagons import WagonsWrite
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind


async def answered(http: httpx.AsyncClient) -> set[str]:
    """The routes that have answered something with success."""
    metrics = (await http.get("/metrics")).text
    return set(re.findall(r'requests_total\{route="(/base_api/v1/(?!openapi)[^"]+)",status="20[01]"\}', metrics))


async def asks_about_its_own_trip(robot: BaseRobotClient, ticket: TicketRead) -> None:
    who = TripPassenger(user_id=ticket.user_id, train_number=ticket.train_number, start_date=ticket.start_date)
    assert (await robot.user(ticket.user_id)).id == ticket.user_id
    assert (await robot.current_ticket(who)).id == ticket.id
    assert (await robot.determine_destination(who)).id == ticket.destination
    assert (await robot.hotels(ticket.destination)).total == 0
    assert (await robot.attractions(ticket.destination)).total == 0


async def offers_sights(admin: BaseAdminClient) -> None:
    hotel, attraction = await admin.add_hotel("tver", sight_of()), await admin.add_attraction("tver", sight_of())
    assert (await admin.hotels("tver")).items == [hotel]
    assert (await admin.attractions("tver")).items == [attraction]
    await admin.delete_hotel(hotel.id)
    await admin.delete_attraction(attraction.id)


async def is_a_passenger_on_the_web(world: World, web: Web) -> None:
    subject = uuid4()
    anna = web.passenger(subject=subject)
    me, ticket = await anna.me(), await anna.buy(purchase_of(place_number=90))
    assert (await anna.tickets()).items == [ticket]
    await anna.give_back(ticket.id)
    await anna.enrol_face(OwnFaceWrite(face=face_of("Anna"), consent=True))
    await anna.erase_face()
    assert (await anna.data()).sections["profile"][0]["id"] == str(me.id)
    link = KeycloakLink(k_id=subject, user_id=me.id)
    await world.admin.link_keycloak_user(link)
    await world.admin.unlink_keycloak_user(link)
    await anna.erase()


async def is_watched_by_security(world: World, security: Security, app: FastAPI) -> None:
    robot, terminal = await world.robot_at(), security.terminal()
    camera = await terminal.add_camera(camera_of(robot.id))
    assert (await robot.client.cameras()).items == (await terminal.cameras()).items == [camera]
    await terminal.write_camera(camera.id, camera_of(robot.id, place="tambour"))
    entry = await terminal.add_entry(entry_of(face_of("Boris")))
    incident = await robot.client.open_incident(incident_of(robot, evidence_of("Anna"), camera_id=camera.id))
    await robot.client.update_incident(incident.id, closing_of())
    sighting = sighting_of(robot, evidence_of("Boris"))
    await robot.client.report_sighting(sighting)
    await look_up_all(app)
    [frame] = (await terminal.incident(incident.id)).frames
    assert (await terminal.incidents()).items[0].id == incident.id
    assert await terminal.frame(incident.id, frame.id) == evidence_of("Anna")
    await terminal.acknowledge(incident.id)
    await terminal.false_alarm(incident.id, FalseAlarm(reason="they hugged"))
    await terminal.comment(incident.id, Comment(comment_id=uuid4(), text="twice"))
    assert (await terminal.watchlist()).items == [entry]
    assert (await terminal.hits()).items[0].id == sighting.id
    assert await terminal.hit_picture(sighting.id) == sighting.image
    async with aclosing(security.terminal(seconds=1).events(0)) as events:  # a stream ends with its token
        assert (await anext(events)).kind == "help.called"
    await terminal.remove_entry(entry.id)
    await terminal.delete_camera(camera.id)


async def knows_trips_whole(world: World, web: Web, trip: TripRead) -> None:
    admin, anna = world.admin, web.trips()
    plan = await admin.add_seat_plan(COMPARTMENT)
    assert (await admin.seat_plans()).items == [plan]
    await admin.update_seat_plan(plan.id, update_of(COMPARTMENT))
    await admin.set_wagons(trip.id, WagonsWrite(wagons=[]))
    delays = await admin.set_delays(trip.id, DelaysWrite(stops=[StopDelay(position=1, minutes=5)]))
    assert await admin.delays(trip.id) == delays
    [offer] = (await anna.trips("moscow", "tver", START.date())).items
    assert (await anna.seats(offer.id, "moscow", "tver")).trip == offer
    await admin.delete_seat_plan(plan.id)


async def works_without_a_connection(world: World) -> None:
    robot = await world.robot_at()
    manifest = await robot.client.manifest()
    assert await robot.client.manifest(manifest) is manifest
    assert (await only(robot, offline("PRV1.NOBODYHASTHIS"))).conflict
    assert (await world.admin.check_conflicts()).total == 1
    await robot.client.tell_telemetry(measured(camera_ok=False))
    assert (await world.admin.telemetry(robot.id)).total == (await world.admin.alarms()).total == 1


async def are_devices_with_keys(world: World) -> None:
    for kind in DeviceKind:
        device = await enrolled(world, kind)
        session = device.session()
        await session.sign_in()
        await session.rotate_key()
        await remove(world, device)


async def test_every_route_has_a_client_that_it_understands(
    world: World, web: Web, gateway: httpx.AsyncClient, base_app: FastAPI
) -> None:
    admin = world.admin
    trip = await world.trip()
    ticket, robot = await world.ticket(), await world.robot_at()
    await robot.client.me()
    await robot.sees(ticket.code)
    await admin.change_face(ticket.user_id, FaceChange(face=face_of("Anna")))
    assert (await robot.client.identify(Identification(images=(face_of("Anna"),)))).id == ticket.user_id
    await robot.client.withdraw_check(uuid4())
    await robot.client.call_help(HelpRequest(reason="a passenger asks"))
    await asks_about_its_own_trip(robot.client, ticket)
    engineer = await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)
    await admin.set_card(engineer.id, AuthCardWrite(key=SecretStr("04A1B2C3")))
    assert await robot.client.open_by_card(CardShown(key=SecretStr("04A1B2C3"))) == engineer
    store, train = uuid4(), TrainDay(train_number=TRAIN, train_date=START)
    await admin.bind_store(store, train)
    assert (await admin.train_stores(train)).items == (await robot.client.train_stores(train)).items == [store]
    await admin.unbind_store(store, train)
    await robot.client.session.sign_out()
    await offers_sights(admin)
    await is_a_passenger_on_the_web(world, web)
    await is_watched_by_security(world, Security(gateway, web.realm), base_app)
    await are_devices_with_keys(world)
    await knows_trips_whole(world, web, trip)
    await works_without_a_connection(world)
    assert (await admin.store_terminals()).total == 0
    for page in (
        admin.users,
        admin.engineers,
        admin.robots,
        admin.help_calls,
        admin.stations,
        admin.trips,
        admin.checks,
        admin.audit,
    ):
        assert (await page()).total > 0
    assert (await admin.tickets(user_id=ticket.user_id)).items == [await admin.ticket(ticket.id)]
    [check] = (await admin.checks(ticket_id=ticket.id, robot_id=robot.id)).items
    await admin.undo_check(check.id, CheckUndone(reason="it was another passenger"))
    assert (await admin.face(ticket.user_id)).photographs == 1
    await admin.erase_face(ticket.user_id)
    await admin.update_station("tver", StationUpdate(name_ru="Калинин", name_en="Kalinin", time_zone="Europe/Moscow"))
    await admin.update_trip(trip.id, trip_through("moscow", "tver"))
    await admin.unassign(robot.id)
    await admin.cancel_ticket(ticket.id)
    await admin.delete_trip(trip.id)
    await admin.delete_station("tver")
    await admin.delete_robot(robot.id)
    await admin.delete_user(ticket.user_id)
    await admin.delete_engineer((await admin.engineers()).items[0].id)

    assert await answered(gateway) == set(base_app.openapi()["paths"])


async def test_a_wrong_admin_token_of_any_letters_is_refused(gateway: httpx.AsyncClient) -> None:
    for token in ("wrong", "неверный", "with a space"):
        with pytest.raises(NotSignedIn):
            await BaseAdminClient(gateway, SecretStr(token)).users()


async def test_a_refusal_comes_back_as_the_class_that_the_server_raised(world: World) -> None:
    await world.engineer()

    with pytest.raises(LoginTaken, match="Another engineer has this login"):
        await world.admin.add_engineer(EngineerCreate(login=LOGIN, password=SecretStr("a password")))


async def test_a_robot_signs_in_again_when_its_session_has_died(world: World, base_app: FastAPI) -> None:
    robot = await world.robot_at()
    first = await robot.client.session.sign_in()
    await base_app.state.redis.flushdb()

    assert (await robot.client.me()).robot.id == robot.id
    assert await robot.client.session.sign_in() != first


async def test_a_robot_that_the_server_does_not_know_is_told_so(gateway: httpx.AsyncClient) -> None:
    with pytest.raises(CodeRefused):
        await BaseRobotClient(gateway, uuid4(), X25519PrivateKey.generate()).me()


async def test_a_robot_with_anothers_key_is_told_so(world: World, gateway: httpx.AsyncClient) -> None:
    robot = await world.robot_at()

    with pytest.raises(CodeRefused):
        await BaseRobotClient(gateway, robot.id, X25519PrivateKey.generate()).me()


async def test_a_list_longer_than_a_page_is_read_whole(world: World) -> None:
    for number in range(103):
        await world.admin.add_user(UserCreate(name=f"passenger {number:03}"))

    whole = await every_page(world.admin.users)

    assert [user.name for user in whole.items] == [f"passenger {number:03}" for number in range(103)]


async def test_what_is_sent_and_what_is_read_are_the_same_moment(world: World) -> None:
    robot = await world.robot()
    me = await robot.me()

    assignment = await world.admin.assign(me.robot.id, place_of(start_date="2090-05-01T12:00:00+03:00"))

    assert assignment.start_date == START
    assert assignment.start_date.tzinfo is not None
