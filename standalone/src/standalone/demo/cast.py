"""Who travels: an engineer, the robot's place, passengers and their tickets, all made through the admin API."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
from PIL.Image import Image
from pydantic import SecretStr

from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient, enrol_robot
from provodnik.contracts.assignments import AssignmentRead, AssignmentWrite
from provodnik.contracts.engineers import EngineerCreate, EngineerPrivileges, Privilege
from provodnik.contracts.sign_in import RobotEnrolment
from provodnik.contracts.tickets import TicketCreate, TicketRead
from provodnik.contracts.trips import TripRead
from provodnik.contracts.users import FaceChange, UserCreate
from provodnik.keys.x25519 import X25519PrivateKey
from standalone.portraits import as_file

TRAIN, OTHER_TRAIN = 20, 16
WAGON, OTHER_WAGON = 5, 7
LOGIN, PASSWORD = "demo-engineer", SecretStr("demo engineer's password")


@dataclass(frozen=True)
class Trips:
    """`today`: the next run of the robot's train; `later`: the one after; `other`: the next of another train."""

    today: TripRead
    later: TripRead
    other: TripRead


@dataclass(frozen=True)
class PlacedRobot:
    """A robot beside the kiosk, in the same wagon, for what the kiosk's screens don't do yet."""

    id: UUID
    client: BaseRobotClient
    assignment: AssignmentRead


class Cast:
    def __init__(self, admin: BaseAdminClient, trips: Trips) -> None:
        self.admin = admin
        self.trips = trips
        self._place = 0
        self._by_face: UUID | None = None

    @classmethod
    async def gather(cls, admin: BaseAdminClient) -> "Cast":
        today, later, *_ = await _coming(admin, TRAIN)
        other, *_ = await _coming(admin, OTHER_TRAIN)
        return cls(admin, Trips(today, later, other))

    async def engineer(self) -> None:
        engineer = await self.admin.add_engineer(EngineerCreate(login=LOGIN, password=PASSWORD))
        privileges = frozenset({Privilege.ROBOT_LOGIN})
        await self.admin.set_privileges(EngineerPrivileges(id=engineer.id, privileges=privileges))

    async def put_robot_in_place(self) -> UUID:
        """The kiosk, while it is the only one."""
        (robot,) = (await self.admin.robots()).items
        await self.put_in_place(robot.id)
        return robot.id

    async def put_in_place(self, robot_id: UUID) -> AssignmentRead:
        trip = self.trips.today
        return await self.admin.assign(
            robot_id,
            AssignmentWrite(
                train_number=TRAIN,
                wagon_number=WAGON,
                start_date=trip.start_date,
                station_id=trip.stops[0].station.id,
            ),
        )

    async def another_robot(self, http: httpx.AsyncClient) -> PlacedRobot:
        key = X25519PrivateKey.generate()
        enrolment = RobotEnrolment(
            login=LOGIN,
            password=PASSWORD,
            public_key=key.public_key.pem(),
            robot_model_id="PRV-1",
            robot_model_name="Проводник",
        )
        robot = await enrol_robot(http, enrolment)
        return PlacedRobot(robot.id, BaseRobotClient(http, robot.id, key), await self.put_in_place(robot.id))

    async def ticket(
        self, name: str, *, trip: TripRead | None = None, wagon: int = WAGON, boards_at: int = 0
    ) -> TicketRead:
        """`boards_at`: the position of the stop where the passenger gets on."""
        user = await self.admin.add_user(UserCreate(name=name))
        return await self.ticket_for(user.id, trip=trip, wagon=wagon, boards_at=boards_at)

    async def enrol_face(self, name: str, *photographs: Image) -> UUID:
        """The passenger who boards by face from now on."""
        first, *others = map(as_file, photographs)
        note = "the demo's passenger agreed"
        user = await self.admin.add_user(UserCreate(name=name, face=first, consent_note=note))
        for photograph in others:
            await self.admin.change_face(user.id, FaceChange(face=photograph, consent_note=note))
        self._by_face = user.id
        return user.id

    @property
    def passenger_by_face(self) -> UUID:
        if self._by_face is None:
            raise RuntimeError("nobody's face was enrolled")
        return self._by_face

    async def ticket_for(
        self, user_id: UUID, *, trip: TripRead | None = None, wagon: int = WAGON, boards_at: int = 0
    ) -> TicketRead:
        trip = trip or self.trips.today
        self._place += 1
        stop = trip.stops[boards_at]
        made = await self.admin.add_ticket(
            TicketCreate(
                user_id=user_id,
                train_number=trip.train_number,
                wagon_number=wagon,
                place_number=self._place,
                station_id=stop.station.id,
                destination=trip.stops[-1].station.id,
                date=stop.departure or trip.start_date,
                start_date=trip.start_date,
            )
        )
        return await self.admin.ticket(made.id)


async def _coming(admin: BaseAdminClient, train: int) -> list[TripRead]:
    now = datetime.now(UTC)
    return [trip for trip in (await admin.trips(size=100, train_number=train)).items if trip.start_date > now]
