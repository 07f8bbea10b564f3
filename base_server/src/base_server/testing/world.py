"""A small railway for tests: what a test does not speak of has a sensible value here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.checks import CheckAnswer, TicketValidation
from provodnik.contracts.destinations import SightCreate
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, EngineerRead, Privilege
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.stations import StationCreate, StationRead
from provodnik.contracts.tickets import TicketCreate, TicketRead
from provodnik.contracts.trips import StopCreate, TripRead, TripWrite
from provodnik.contracts.users import UserCreate
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.x25519 import X25519PrivateKey

TRAIN: Final = 20
WAGON: Final = 5
# Noon in Moscow, far ahead: a robot that follows the clock is at the trip's first station.
START: Final = datetime(2090, 5, 1, 9, tzinfo=UTC)
LOGIN: Final = "engineer"
PASSWORD: Final = "the engineer's password"  # noqa: S105 - a password of tests
PASSENGER: Final = "Anna Karenina"
VALIDATION: Final = "/base_api/v1/robot/ticket_validation"


def trip_through(*stations: str, start: datetime = START, train_number: int = TRAIN) -> TripWrite:
    """Twelve hours from each station to the next, ten minutes at each."""
    last = len(stations) - 1
    stops = [
        StopCreate(
            station_id=station,
            arrival=start + timedelta(hours=12 * n) if n else None,
            departure=start + timedelta(hours=12 * n, minutes=10 if n else 0) if n < last else None,
        )
        for n, station in enumerate(stations)
    ]
    return TripWrite(train_number=train_number, label=f"{train_number:03}У", stops=stops)


def seat_of(user_id: UUID, **changes: Any) -> TicketCreate:
    values = {
        "user_id": user_id,
        "train_number": TRAIN,
        "wagon_number": WAGON,
        "place_number": 1,
        "station_id": "moscow",
        "destination": "tver",
        "date": START,
        "start_date": START,
    }
    return TicketCreate.model_validate(values | changes)


def place_of(**changes: Any) -> AssignmentWrite:
    return AssignmentWrite.model_validate({"train_number": TRAIN, "wagon_number": WAGON, "start_date": START} | changes)


def sight_of(name: str = "Grand") -> SightCreate:
    return SightCreate(name=name, description="Five minutes\nfrom the station", logo_url="/static/sight.png")


def check_of(code: str | None, assignment: AssignmentRead | UUID, **changes: Any) -> TicketValidation:
    assignment_id = assignment if isinstance(assignment, UUID) else assignment.id
    return TicketValidation.model_validate(
        {"check_id": uuid4(), "assignment_id": assignment_id, "code": code} | changes
    )


def face_check_of(assignment: AssignmentRead | UUID, *images: bytes, **changes: Any) -> TicketValidation:
    return check_of(None, assignment, images=images, **changes)


@dataclass(frozen=True)
class PlacedRobot:
    """A robot, signed in at its first request, and where it is."""

    client: BaseRobotClient
    id: UUID
    assignment: AssignmentRead

    async def sees(self, code: str, **changes: Any) -> CheckAnswer:
        return await self.client.validate(check_of(code, self.assignment, **changes))

    async def looks_at(self, *images: bytes, **changes: Any) -> CheckAnswer:
        return await self.client.validate(face_check_of(self.assignment, *images, **changes))


@dataclass
class World:
    admin: BaseAdminClient
    http: httpx.AsyncClient
    login: str = LOGIN
    _places: Iterator[int] = field(default_factory=count)
    _engineer: EngineerRead | None = None

    async def engineer(self, *privileges: Privilege) -> EngineerRead:
        """The one who enrols the robots."""
        if self._engineer is None:
            self._engineer = await self.admin.add_engineer(EngineerCreate(login=self.login, password=PASSWORD))  # pyright: ignore[reportArgumentType] - pydantic makes it a secret
        await self.admin.set_privileges(EngineerPrivileges(id=self._engineer.id, privileges=frozenset(privileges)))
        return self._engineer

    async def robot(self, key: DevicePrivateKey | None = None) -> BaseRobotClient:
        return (await self._enrolled(key))[1]

    async def robot_at(self, **place: Any) -> PlacedRobot:
        robot_id, client = await self._enrolled(None)
        return PlacedRobot(client, robot_id, await self.admin.assign(robot_id, place_of(**place)))

    async def stations(self, *ids: str, time_zone: str = "Europe/Moscow") -> list[StationRead]:
        return [
            await self.admin.add_station(
                StationCreate(id=name, name_ru=f"станция {name}", name_en=name.title(), time_zone=time_zone)
            )
            for name in ids
        ]

    async def trip(self, start: datetime = START) -> TripRead:
        """From Moscow by Tver to Petersburg."""
        await self.stations("moscow", "tver", "petersburg")
        return await self.admin.add_trip(trip_through("moscow", "tver", "petersburg", start=start))

    async def passenger(self, face: bytes | None = None) -> UUID:
        return (await self.admin.add_user(UserCreate(name=PASSENGER, face=face))).id

    async def ticket(self, **changes: Any) -> TicketRead:
        """Of the passenger `user_id`, or of one of its own, who has this `face`; in a seat of its own."""
        face, user_id = changes.pop("face", None), changes.pop("user_id", None)
        user_id = user_id or await self.passenger(face)
        values = {"place_number": next(self._places) + 1} | changes
        created = await self.admin.add_ticket(seat_of(user_id, **values))
        return await self.admin.ticket(created.id)

    async def _enrolled(self, key: DevicePrivateKey | None) -> tuple[UUID, BaseRobotClient]:
        if self._engineer is None:
            await self.engineer(Privilege.ROBOT_LOGIN)
        key = key or X25519PrivateKey.generate()
        robot = await enrol_robot(self.http, enrolment_of(key.public_key.pem(), login=self.login))
        return robot.id, BaseRobotClient(self.http, robot.id, key)


def enrolment_of(public_key: str, **changes: Any) -> RobotEnrolment:
    values = {
        "login": LOGIN,
        "password": PASSWORD,
        "public_key": public_key,
        "robot_model_id": "provodnik-1",
        "robot_model_name": "Provodnik",
    }
    return RobotEnrolment.model_validate(values | changes)
