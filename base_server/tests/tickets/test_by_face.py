"""Ticket checks by face, against the real database, before a stand-in for face_server."""

import asyncio
import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.main import create_base_server
from base_server.testing.faces import CROWD, NOBODY, FaceStandIn, face_of
from base_server.testing.world import (
    PASSENGER,
    START,
    TRAIN,
    WAGON,
    PlacedRobot,
    World,
    check_of,
    face_check_of,
    place_of,
)
from base_server.tickets.answers import answer_for
from base_server.tickets.check_repository import CheckRecord, CheckRepository
from provodnik.contracts.assignments import AssignmentDiffers
from provodnik.contracts.checks import CheckDiffers, Evidence, Reason, TicketValidation, Verdict
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.faces import FaceBoarding, FacesUnavailable
from provodnik.contracts.tickets import TicketRead
from provodnik.contracts.users import FaceChange, Identification
from provodnik.server.application import running

ANNA, BORIS = face_of("Anna"), face_of("Boris")
SEEN = face_of("Anna", 2)


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    await world.trip()
    return await world.robot_at(station_id="moscow")


def searches(face_server: FaceStandIn) -> int:
    return face_server.asked.count("POST /search")


async def checks_stored(app: FastAPI) -> int:
    async with app.state.sessions() as session:
        return await session.scalar(text("SELECT count(*) FROM checks"))


class TestAFaceOfTheTrip:
    async def test_its_ticket_is_accepted_as_by_code_and_recorded_as_by_face(
        self, world: World, robot: PlacedRobot
    ) -> None:
        ticket, twin = await world.ticket(face=ANNA), await world.ticket()

        answer = await robot.looks_at(SEEN, SEEN, SEEN)
        by_code = await robot.sees(twin.code)

        assert (answer.verdict, answer.evidence) == (Verdict.ACCEPTED, Evidence.FACE)
        assert answer.ticket is not None
        assert by_code.ticket is not None
        assert answer.ticket.id == ticket.id
        assert answer.ticket.model_copy(update={"id": twin.id, "place_number": twin.place_number}) == by_code.ticket
        assert answer.passenger is not None
        assert (answer.passenger.id, answer.passenger.name) == (ticket.user_id, PASSENGER)
        used = await world.admin.ticket(ticket.id)
        assert (used.used, used.used_by_robot_id) == (True, robot.id)
        [listed] = (await world.admin.checks(ticket_id=ticket.id)).items
        assert (listed.evidence, listed.verdict) == (Evidence.FACE, Verdict.ACCEPTED)

    async def test_looking_without_marking_uses_nothing_up(self, world: World, robot: PlacedRobot) -> None:
        ticket = await world.ticket(face=ANNA)

        assert (await robot.looks_at(SEEN, mark_as_used=False)).verdict is Verdict.ACCEPTED
        assert not (await world.admin.ticket(ticket.id)).used

    @pytest.mark.parametrize(
        ("picture", "reason"),
        [
            (NOBODY, Reason.NO_FACE),
            (CROWD, Reason.SEVERAL_FACES),
            (b"a broken file", Reason.POOR_IMAGE),
            (face_of("a stranger"), Reason.UNKNOWN_FACE),
        ],
    )
    async def test_what_is_no_passengers_face_is_refused_in_its_own_words_and_recorded(
        self, world: World, robot: PlacedRobot, picture: bytes, reason: Reason
    ) -> None:
        await world.ticket(face=ANNA)

        answer = await robot.looks_at(picture)

        assert (answer.verdict, answer.reason, answer.evidence) == (Verdict.REFUSED, reason, Evidence.FACE)
        assert (answer.ticket, answer.passenger) == (None, None)
        [listed] = (await world.admin.checks()).items
        assert (listed.reason, listed.evidence, listed.ticket_id) == (reason, Evidence.FACE, None)


class TestWhoCanBeMeant:
    @pytest.mark.parametrize("elsewhere", [{"train_number": TRAIN + 1}, {"start_date": START + timedelta(days=1)}])
    async def test_another_trips_passenger_is_nobody_here(
        self, world: World, robot: PlacedRobot, elsewhere: dict[str, object]
    ) -> None:
        await world.ticket(face=ANNA, **elsewhere)

        assert (await robot.looks_at(SEEN)).reason is Reason.UNKNOWN_FACE

    async def test_who_withdrew_the_consent_is_nobody_even_while_face_server_still_knows_the_face(
        self, world: World, robot: PlacedRobot, face_server: FaceStandIn
    ) -> None:
        ticket = await world.ticket(face=ANNA)
        face_server.overloaded = True
        await world.admin.erase_face(ticket.user_id)
        face_server.overloaded = False

        assert face_server.people_of(ticket.user_id) == ["Anna"]
        assert (await robot.looks_at(SEEN)).reason is Reason.UNKNOWN_FACE
        assert (await robot.sees(ticket.code)).verdict is Verdict.ACCEPTED

    async def test_a_consent_that_is_withdrawn_while_the_face_is_looked_for_counts(
        self, world: World, robot: PlacedRobot, face_server: FaceStandIn
    ) -> None:
        ticket = await world.ticket(face=ANNA)

        async def withdraw() -> None:
            if face_server.asked[-1] == "POST /search":
                await world.admin.erase_face(ticket.user_id)

        face_server.on_answer = withdraw

        assert (await robot.looks_at(SEEN)).reason is Reason.UNKNOWN_FACE
        assert not (await world.admin.ticket(ticket.id)).used

    async def test_without_the_consent_the_statement_itself_uses_nothing_up(
        self, world: World, robot: PlacedRobot, base_app: FastAPI
    ) -> None:
        ticket = await world.ticket(face=ANNA)
        request = face_check_of(robot.assignment, SEEN)
        checks = CheckRepository(base_app.state.statements, "Europe/Moscow")
        facts = await checks.facts(robot.id, code=ticket.code)
        assert facts is not None
        assert facts.place is not None
        answer = answer_for(None, facts.ticket, facts.place, Evidence.FACE)
        record = CheckRecord(robot.id, request, facts.place, facts.ticket, answer, b"content", True, datetime.now(UTC))

        await world.admin.erase_face(ticket.user_id)
        assert not await checks.record(record)
        await world.admin.change_face(ticket.user_id, FaceChange(face=ANNA))
        assert await checks.record(record)

    async def test_a_moment_of_the_same_day_is_the_same_trip(self, world: World) -> None:
        night = START.replace(hour=20, minute=30)  # 23:30 in Moscow
        robot = await world.robot_at(start_date=night)
        await world.ticket(face=ANNA, start_date=night + timedelta(minutes=29))
        await world.ticket(face=BORIS, start_date=night + timedelta(minutes=30))

        assert (await robot.looks_at(SEEN)).verdict is Verdict.ACCEPTED
        assert (await robot.looks_at(BORIS)).reason is Reason.UNKNOWN_FACE


# How a ticket of the trip can be, in the order of the rules: the last gets furthest.
KINDS = ("canceled", "wrong_station", "already_used", "wrong_wagon", "accepted")


async def ticket_that_is(world: World, kind: str, user_id: object) -> TicketRead:
    """Of one person, in a seat of its own."""
    changes = {"wrong_station": {"station_id": "tver"}, "wrong_wagon": {"wagon_number": WAGON + 1}}.get(kind, {})
    ticket = await world.ticket(user_id=user_id, **changes)
    if kind == "canceled":
        await world.admin.cancel_ticket(ticket.id)
    if kind == "already_used":
        assert (await (await world.robot_at(station_id="moscow")).sees(ticket.code)).verdict is Verdict.ACCEPTED
    return ticket


class TestSeveralTicketsOfOnePerson:
    async def test_the_one_that_gets_furthest_counts(self, world: World, robot: PlacedRobot) -> None:
        for n, kinds in enumerate([*((kind,) for kind in KINDS), *combinations(KINDS, 2)]):
            person = face_of(f"person {n}")
            user_id = await world.passenger(person)
            tickets = {kind: await ticket_that_is(world, kind, user_id) for kind in kinds}

            answer = await robot.looks_at(person)

            assert (answer.reason or "accepted") == kinds[-1], kinds
            [listed] = (await world.admin.checks(robot_id=robot.id, size=1)).items
            assert listed.ticket_id == tickets[kinds[-1]].id

    async def test_of_two_good_ones_each_is_used_once(self, world: World, robot: PlacedRobot) -> None:
        user_id = await world.passenger(ANNA)
        first, second = [await world.ticket(user_id=user_id) for _ in range(2)]

        answers = [await robot.looks_at(SEEN) for _ in range(3)]

        assert [answer.ticket and answer.ticket.id for answer in answers] == [first.id, second.id, None]
        assert answers[2].reason is Reason.ALREADY_USED
        assert answers[2].earlier_check is not None


class TestTheSameCheckAgain:
    async def test_it_gets_the_same_answer_and_face_server_is_not_asked_again(
        self, world: World, robot: PlacedRobot, face_server: FaceStandIn
    ) -> None:
        await world.ticket(face=ANNA)
        for picture in (SEEN, face_of("a stranger"), NOBODY):
            check = face_check_of(robot.assignment, picture)
            first = await robot.client.validate(check)
            asked = searches(face_server)

            face_server.down = True
            assert await robot.client.validate(check) == first
            face_server.down = False
            assert searches(face_server) == asked

    @pytest.mark.parametrize(
        "change",
        [{"images": (BORIS,)}, {"images": (SEEN, SEEN)}, {"mark_as_used": False}, {"images": None, "code": "x"}],
    )
    async def test_other_content_under_its_id_is_a_conflict(
        self, world: World, robot: PlacedRobot, change: dict[str, object]
    ) -> None:
        await world.ticket(face=ANNA)
        check = face_check_of(robot.assignment, SEEN)
        await robot.client.validate(check)

        with pytest.raises(CheckDiffers):
            await robot.client.validate(TicketValidation.model_validate(check.model_dump() | change))

    async def test_two_at_once_get_one_answer(self, world: World, robot: PlacedRobot) -> None:
        await world.ticket(face=ANNA)
        check = face_check_of(robot.assignment, SEEN)

        first, second = await asyncio.gather(robot.client.validate(check), robot.client.validate(check))

        assert first == second
        assert first.verdict is Verdict.ACCEPTED

    async def test_a_check_by_code_is_known_by_what_it_was_before_there_were_pictures(
        self, world: World, robot: PlacedRobot, base_app: FastAPI
    ) -> None:
        """A robot that kept a check through the server's upgrade gets its answer."""
        check = check_of((await world.ticket()).code, robot.assignment)
        await robot.client.validate(check)

        asked = f'{{"assignment_id":"{check.assignment_id}","code":"{check.code}","mark_as_used":true}}'
        async with base_app.state.sessions() as session:
            assert await session.scalar(text("SELECT content FROM checks")) == hashlib.sha256(asked.encode()).digest()


class TestUsedOnce:
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        # Every example makes a passenger of its own, so they may share the database.
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(by_face=st.lists(st.booleans(), min_size=2, max_size=10))
    async def test_by_any_mix_of_codes_and_faces_of_several_robots_at_once(
        self, world: World, robot: PlacedRobot, by_face: list[bool]
    ) -> None:
        await world.engineer(Privilege.ROBOT_LOGIN)
        person = face_of(str(uuid4()))
        ticket = await world.ticket(face=person)
        robots = [robot, *await asyncio.gather(*(world.robot_at(station_id="moscow") for _ in by_face[1:]))]
        await asyncio.gather(*(robot.client.me() for robot in robots))

        answers = await asyncio.gather(
            *(
                robot.looks_at(person) if face else robot.sees(ticket.code)
                for robot, face in zip(robots, by_face, strict=True)
            )
        )

        reasons = Counter(answer.reason for answer in answers)
        assert reasons == Counter({None: 1, Reason.ALREADY_USED: len(by_face) - 1})


class TestWithoutFaceServer:
    @pytest.mark.parametrize("fault", ["down", "hangs", "loses_answers", "overloaded"])
    async def test_nothing_is_recorded_and_boarding_by_code_goes_on(
        self, world: World, robot: PlacedRobot, face_server: FaceStandIn, base_app: FastAPI, fault: str
    ) -> None:
        ticket = await world.ticket(face=ANNA)
        check = face_check_of(robot.assignment, SEEN)
        base_app.state.face_use.faces._answer_seconds = 0.1
        setattr(face_server, fault, True)

        with pytest.raises(FacesUnavailable):
            await robot.client.validate(check)
        assert (await robot.client.me()).face_boarding is FaceBoarding.UNAVAILABLE
        assert await checks_stored(base_app) == 0

        setattr(face_server, fault, False)
        assert (await robot.client.validate(check)).verdict is Verdict.ACCEPTED
        assert (await robot.client.me()).face_boarding is FaceBoarding.ON
        assert (await robot.sees(ticket.code)).reason is Reason.ALREADY_USED

    async def test_checks_by_code_never_ask_it(
        self, world: World, robot: PlacedRobot, face_server: FaceStandIn
    ) -> None:
        ticket = await world.ticket(face=ANNA)
        face_server.asked.clear()

        await robot.sees(ticket.code)
        await robot.client.me()

        assert face_server.asked == []

    async def test_it_is_a_peer_that_is_named_as_degraded(
        self, face_server: FaceStandIn, gateway: httpx.AsyncClient
    ) -> None:
        face_server.down = True

        ready = await gateway.get("/health/ready")

        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert ready.json()["dependencies"] == {
            "database": "up",
            "redis": "up",
            "face_server": "degraded",
            "sign_in": "up",
        }

    async def test_the_refusal_says_when_to_ask_again(
        self, robot: PlacedRobot, face_server: FaceStandIn, gateway: httpx.AsyncClient
    ) -> None:
        face_server.down = True
        headers = {"Authorization": f"Bearer {await robot.client.session.sign_in()}"}
        body = Identification(images=(SEEN,)).model_dump_json()

        response = await gateway.post(
            "/base_api/v1/robot/identification", content=body, headers=headers | {"Content-Type": "application/json"}
        )

        assert (response.status_code, response.json()["code"]) == (503, "FacesUnavailable")
        assert int(response.headers["Retry-After"]) > 0


async def test_where_the_operator_does_not_board_by_face_nobody_does(
    base_settings: BaseServerSettings, world: World, robot: PlacedRobot, face_server: FaceStandIn
) -> None:
    await world.ticket(face=ANNA)
    headers = {
        "Authorization": f"Bearer {await robot.client.session.sign_in()}",
        "Content-Type": "application/json",
    }
    check, who = face_check_of(robot.assignment, SEEN), Identification(images=(SEEN,))
    # Another replica on the same database, of an operator who has changed their mind.
    async with (
        running(create_base_server(base_settings, Ways(face_server))) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway", headers=headers) as http,
    ):
        me = await http.get("/base_api/v1/robot/me")
        checked = await http.post("/base_api/v1/robot/ticket_validation", content=check.model_dump_json())
        identified = await http.post("/base_api/v1/robot/identification", content=who.model_dump_json())

    assert me.json()["face_boarding"] == FaceBoarding.OFF
    for refused in (checked, identified):
        assert (refused.status_code, refused.json()["code"]) == (409, "FacesOff")


async def test_a_robot_that_was_sent_elsewhere_is_told_so_before_anybody_looks(
    world: World, robot: PlacedRobot, face_server: FaceStandIn
) -> None:
    await world.admin.assign(robot.id, place_of(wagon_number=WAGON + 1))

    with pytest.raises(AssignmentDiffers):
        await robot.looks_at(SEEN)
    assert searches(face_server) == 0
