"""A database full of tickets, written straight into the tables: through the API it would take minutes."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
from pydantic import SecretStr

from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, Privilege
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.stations import StationCreate
from provodnik.contracts.ticket_code import new_ticket_code
from provodnik.contracts.trips import StopCreate, TripWrite
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.x25519 import X25519PrivateKey

TRAIN, WAGON = 300, 5  # no train of the debug data
LOGIN, PASSWORD = "bench", SecretStr(secrets.token_urlsafe())
START = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)


@dataclass(frozen=True)
class EnrolledRobot:
    id: UUID
    key: DevicePrivateKey
    assignment_id: UUID


async def describe_trip(admin: BaseAdminClient) -> None:
    for station, zone in (("A", "Europe/Moscow"), ("B", "Asia/Yekaterinburg"), ("C", "Asia/Omsk")):
        await admin.add_station(StationCreate(id=station, name_ru=station, name_en=station, time_zone=zone))
    stops = [
        StopCreate(station_id="A", departure=START),
        StopCreate(station_id="B", arrival=START + timedelta(hours=9), departure=START + timedelta(hours=10)),
        StopCreate(station_id="C", arrival=START + timedelta(hours=20)),
    ]
    await admin.add_trip(TripWrite(train_number=TRAIN, label="300У", stops=stops))
    engineer = await admin.add_engineer(EngineerCreate(login=LOGIN, password=PASSWORD))
    await admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=frozenset({Privilege.ROBOT_LOGIN})))


async def add_robot(
    http: httpx.AsyncClient, admin: BaseAdminClient, key: DevicePrivateKey | None = None
) -> EnrolledRobot:
    key = key or X25519PrivateKey.generate()
    robot = await enrol_robot(
        http,
        RobotEnrolment(
            login=LOGIN,
            password=PASSWORD,
            public_key=key.public_key.pem(),
            robot_model_id="bench",
            robot_model_name="bench",
        ),
    )
    return EnrolledRobot(robot.id, key, (await assign(admin, robot.id)).id)


async def assign(admin: BaseAdminClient, robot_id: UUID) -> AssignmentRead:
    return await admin.assign(robot_id, AssignmentWrite(train_number=TRAIN, wagon_number=WAGON, start_date=START))


async def token_of(http: httpx.AsyncClient, robot: EnrolledRobot) -> str:
    return await BaseRobotClient(http, robot.id, robot.key).session.sign_in()


async def add_tickets(database_url: str, count: int, holder: UUID | None = None) -> list[str]:
    """The codes of new tickets of the trip's train, each of another passenger, or all of one who is there already."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        first = await connection.fetchval("SELECT count(*) FROM tickets")
        holders = [holder or uuid4() for _ in range(count)]
        if holder is None:
            users = [(user, f"Passenger {n}") for n, user in enumerate(holders)]
            await connection.copy_records_to_table("users", records=users, columns=["id", "name"])
        codes = [new_ticket_code() for _ in range(count)]
        # Train, start and wagon stay the robot's own, so that each is accepted; the seat number tells them apart.
        tickets = [
            (uuid4(), user, TRAIN, WAGON, first + n + 1, START, "A", "C", START, code)
            for n, (user, code) in enumerate(zip(holders, codes, strict=True))
        ]
        columns = "id user_id train_number wagon_number place_number date station_id destination_id start_date code"
        await connection.copy_records_to_table("tickets", records=tickets, columns=columns.split())
        await connection.execute("ANALYZE")
        await connection.execute("CHECKPOINT")
        return codes
    finally:
        await connection.close()


def validation(robot: EnrolledRobot, code: str) -> str:
    request = {"check_id": str(uuid4()), "assignment_id": str(robot.assignment_id), "code": code, "mark_as_used": True}
    return json.dumps(request)
