"""The verdicts on the database, against the reading of the specification; and what a refusal tells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from base_server.testing.world import PASSENGER, START, TRAIN, WAGON, PlacedRobot, World, check_of, trip_through
from base_server.tickets.by_face import FaceTickets
from base_server.tickets.check_repository import CheckRepository
from base_server.tickets.checking import TicketChecks
from base_server.tickets.face_repository import FaceRepository
from provodnik.contracts.checks import CheckAnswer, Reason, Verdict
from provodnik.contracts.tickets import TicketRead

SEAT = 777


@dataclass(frozen=True)
class Case:
    """What is wrong with a ticket, seen from a robot in wagon 5 of train 20 at Moscow."""

    canceled: bool = False
    train: int = TRAIN
    days: int = 0
    station: str = "moscow"
    used: bool = False
    wagon: int = WAGON

    @property
    def expected(self) -> str | None:
        """As the specification lists them: the first that holds is given."""
        order = {
            "canceled": self.canceled,
            "wrong_train": self.train != TRAIN,
            "wrong_date": self.days != 0,
            "wrong_station": self.station != "moscow",
            "already_used": self.used,
            "wrong_wagon": self.wagon != WAGON,
        }
        return next((reason for reason, holds in order.items() if holds), None)


FAULTS: dict[str, object] = {
    "canceled": True,
    "train": TRAIN + 1,
    "days": 1,
    "station": "tver",
    "used": True,
    "wagon": WAGON + 1,
}


def case_of(faults: Iterable[str]) -> Case:
    return replace(Case(), **{fault: FAULTS[fault] for fault in faults})


async def ticket_for(world: World, case: Case, **changes: Any) -> TicketRead:
    """Brought into being as in life: sold, used by the robot that it was for, canceled."""
    start = START + timedelta(days=case.days)
    ticket = await world.ticket(
        train_number=case.train, wagon_number=case.wagon, station_id=case.station, start_date=start, **changes
    )
    if case.used:
        place = {"train_number": case.train, "wagon_number": case.wagon, "start_date": start}
        elsewhere = await world.robot_at(**place, station_id=case.station)
        assert (await elsewhere.sees(ticket.code)).verdict is Verdict.ACCEPTED
    if case.canceled:
        await world.admin.cancel_ticket(ticket.id)
    return ticket


@pytest.fixture
async def robot(world: World) -> PlacedRobot:
    await world.trip()
    return await world.robot_at(station_id="moscow")


async def assert_the_verdict(world: World, robot: PlacedRobot, case: Case) -> None:
    ticket = await ticket_for(world, case)

    answer = await robot.sees(ticket.code)

    assert answer.reason == case.expected, case
    assert answer.verdict is (Verdict.REFUSED if case.expected else Verdict.ACCEPTED)
    assert (await world.admin.ticket(ticket.id)).used == (case.used or case.expected is None)


async def test_of_any_two_faults_the_one_that_the_specification_names_first_is_told(
    world: World, robot: PlacedRobot
) -> None:
    for faults in ((), *((fault,) for fault in FAULTS), *combinations(FAULTS, 2)):
        await assert_the_verdict(world, robot, case_of(faults))


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    # Every example makes tickets of its own, so they may share the database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=st.sets(st.sampled_from(sorted(FAULTS)), min_size=3).map(case_of))
async def test_of_more_faults_as_well(world: World, robot: PlacedRobot, case: Case) -> None:
    await assert_the_verdict(world, robot, case)


REFUSALS = {
    Reason.CANCELED: Case(canceled=True),
    Reason.WRONG_TRAIN: Case(train=TRAIN + 1),
    Reason.WRONG_DATE: Case(days=1),
    Reason.WRONG_STATION: Case(station="tver"),
    Reason.ALREADY_USED: Case(used=True),
    Reason.WRONG_WAGON: Case(wagon=WAGON + 1),
}


@pytest.mark.parametrize("reason", REFUSALS)
async def test_a_refusal_carries_no_name_no_seat_and_no_id_of_the_ticket(
    world: World, robot: PlacedRobot, reason: Reason
) -> None:
    ticket = await ticket_for(world, REFUSALS[reason], place_number=SEAT)

    answer = await robot.sees(ticket.code)

    assert (answer.reason, answer.passenger) == (reason, None)
    said = answer.model_dump_json()
    for untold in (PASSENGER, f'"place_number":{SEAT}', str(ticket.id), str(ticket.user_id), ticket.code):
        assert untold not in said


async def test_only_a_wrong_wagon_train_or_date_tells_anything_of_the_ticket(world: World, robot: PlacedRobot) -> None:
    told: dict[Reason, set[str]] = {}
    for reason, case in REFUSALS.items():
        answer = await robot.sees((await ticket_for(world, case)).code)
        told[reason] = set(answer.ticket.model_dump(exclude_none=True)) if answer.ticket else set()
    told[Reason.UNKNOWN_TICKET] = set() if (await robot.sees("PRV1.NOBODYS")).ticket is None else {"something"}

    assert told == {
        Reason.UNKNOWN_TICKET: set(),
        Reason.CANCELED: set(),
        Reason.WRONG_TRAIN: {"train_number", "from", "departure"},
        Reason.WRONG_DATE: {"train_number", "from", "departure"},
        Reason.WRONG_STATION: set(),
        Reason.ALREADY_USED: set(),
        Reason.WRONG_WAGON: {"wagon_number"},
    }


class TestTheDay:
    """A day is the calendar day at the train's first station."""

    # 00:30 on 2 May in Vladivostok; 17:30 on 1 May in Moscow.
    NIGHT = datetime(2090, 5, 1, 14, 30, tzinfo=UTC)

    @pytest.fixture
    async def night_train(self, world: World) -> PlacedRobot:
        await world.stations("vladivostok", "khabarovsk", time_zone="Asia/Vladivostok")
        await world.admin.add_trip(trip_through("vladivostok", "khabarovsk", start=self.NIGHT))
        return await world.robot_at(start_date=self.NIGHT)

    @pytest.mark.parametrize(
        ("moment", "reason"),
        [
            (NIGHT + timedelta(hours=23), None),  # still 2 May there, and 2 May in Moscow
            (NIGHT - timedelta(hours=1), Reason.WRONG_DATE),  # 1 May there, as it is in Moscow
            (NIGHT + timedelta(hours=24), Reason.WRONG_DATE),
        ],
    )
    async def test_a_train_that_starts_at_half_past_midnight_in_vladivostok(
        self, world: World, night_train: PlacedRobot, moment: datetime, reason: Reason | None
    ) -> None:
        ticket = await world.ticket(station_id="vladivostok", destination="khabarovsk", start_date=moment)

        assert (await night_train.sees(ticket.code)).reason is reason

    async def test_of_an_undescribed_train_it_is_the_default_zones(self, world: World) -> None:
        robot = await world.robot_at(start_date=self.NIGHT)
        same = await world.ticket(start_date=self.NIGHT + timedelta(hours=6))
        next_day = await world.ticket(start_date=self.NIGHT + timedelta(hours=7))

        assert (await robot.sees(same.code)).reason is None
        assert (await robot.sees(next_day.code)).reason is Reason.WRONG_DATE


async def test_the_server_follows_the_stops_by_its_own_clock(world: World, base_app: FastAPI) -> None:
    await world.trip()
    robot = await world.robot_at()
    checks = CheckRepository(base_app.state.statements, "Europe/Moscow")
    no_faces = FaceTickets(FaceRepository(base_app.state.statements, "Europe/Moscow"), None)

    async def seen_at(moment: datetime, station: str) -> CheckAnswer:
        ticket = await world.ticket(station_id=station, destination="petersburg")
        check = check_of(ticket.code, robot.assignment, check_id=uuid4())
        return await TicketChecks(checks, no_faces, now=lambda: moment).check(robot.id, check)

    assert (await seen_at(START, "moscow")).reason is None
    assert (await seen_at(START, "tver")).reason is Reason.WRONG_STATION
    assert (await seen_at(START + timedelta(hours=12), "tver")).reason is None
    assert (await seen_at(START + timedelta(hours=12), "moscow")).reason is Reason.WRONG_STATION
