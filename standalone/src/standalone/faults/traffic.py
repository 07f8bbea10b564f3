"""The load's train: robots in their wagons, tickets for each, a shop with much tea, a passenger on the web."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle
from typing import Final
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr

from operations.lab import Lab
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_robot import BaseRobotClient
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.errors import Unreachable
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_robot import StoreRobotClient
from provodnik.contracts.assignments import AssignmentWrite
from provodnik.contracts.checks import TicketValidation, Verdict
from provodnik.contracts.items import ItemCreate
from provodnik.contracts.monitoring_incidents import IncidentKind, IncidentOpen
from provodnik.contracts.purchases import LineCreate, RobotPurchaseCreate
from provodnik.contracts.stores import StoreCreate, StoreType
from provodnik.contracts.tickets import TicketCreate
from provodnik.contracts.users import UserCreate
from provodnik.testing.keycloak_visitor import KeycloakVisitor
from standalone.bench.world import START, TRAIN, add_robot, describe_trip
from standalone.faults.journal import note_answer
from standalone.faults.load import Ask, Flow
from standalone.portraits import as_file, astronaut, before_camera, worn

ROBOTS: Final = 8
WAGONS: Final = range(11, 11 + ROBOTS)
STOCK: Final = 1_000_000
_AT_ONCE: Final = 8
_PASSWORD: Final = "the passenger's own password"  # noqa: S105 - of somebody who lives as long as the stack
_SECONDS: Final = 15


@dataclass(frozen=True)
class Rates:
    """A second."""

    checks: float = 10
    purchases: float = 5
    incidents: float = 0.5
    faces: float = 0.5
    web: float = 1
    sign_ins: float = 0.2


@dataclass(frozen=True)
class Robot:
    client: BaseRobotClient
    assignment_id: UUID
    wagon: int


@dataclass
class Traffic:
    lab: Lab
    http: httpx.AsyncClient
    robots: list[Robot]
    store_id: UUID
    item_id: UUID
    passenger: UUID
    seen: UUID
    """Whose face the cameras see. Their tickets are their own: a face redeems whichever it finds first."""
    traveller: str
    faces: bytes
    _codes: list[tuple[Robot, str]] = field(default_factory=list[tuple[Robot, str]])
    _places: Iterator[int] = field(default_factory=count)
    _token: str = ""

    @classmethod
    def http_for(cls, lab: Lab) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        return httpx.AsyncClient(
            base_url=lab.url,
            verify=lab.ssl(),
            timeout=_SECONDS,
            trust_env=False,
            limits=limits,
            event_hooks={"response": [note_answer]},
        )

    @classmethod
    async def prepare(cls, lab: Lab, http: httpx.AsyncClient) -> "Traffic":
        admin = BaseAdminClient(http, SecretStr(lab.secret("base_admin_token")))
        await describe_trip(admin)
        robots = [await _robot(http, admin, wagon) for wagon in WAGONS]
        portrait = astronaut()
        note = "agreed, for a test"
        face = as_file(portrait.enrolled)
        seen = (await admin.add_user(UserCreate(name="Ирина", face=face, consent_note=note))).id
        passenger = (await admin.add_user(UserCreate(name="Пётр"))).id
        shops = StoreAdminClient(http, SecretStr(lab.secret("store_admin_token")))
        store = StoreCreate(name="Буфет", description="Чай", logo_url="/static/a.svg", store_type=StoreType.SHOP)
        store_id = (await shops.add_store(store)).id
        tea = ItemCreate(name="Чай", description="В подстаканнике", price_penny=15_000, balance=STOCK)
        item_id = (await shops.add_item(store_id, tea)).id
        traveller = f"traveller-{uuid4().hex[:8]}"
        async with KeycloakVisitor(f"{lab.url}/keycloak", lab.ssl()) as visitor:
            await visitor.register(traveller, _PASSWORD, "Анна", "Каренина")
        picture = as_file(before_camera(worn(portrait.seen, seed=2)))
        return cls(lab, http, robots, store_id, item_id, passenger, seen, traveller, picture)

    async def more_tickets(self, by_code: int, by_face: int) -> None:
        """Until there are so many for the checks by code to come, and so many more for those by face.

        The web's passenger signs in anew, too: a token holds five minutes.
        """
        async with KeycloakVisitor(f"{self.lab.url}/keycloak", self.lab.ssl()) as visitor:
            self._token = (await visitor.sign_in(self.traveller, _PASSWORD)).access
        admin = BaseAdminClient(self.http, SecretStr(self.lab.secret("base_admin_token")))
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def add(owner: UUID) -> tuple[Robot, str]:
            place = next(self._places)
            robot = self.robots[place % ROBOTS]
            async with at_once:
                ticket = TicketCreate(
                    user_id=owner, train_number=TRAIN, wagon_number=robot.wagon,
                    place_number=1 + place // ROBOTS,
                    station_id="A", destination="C", date=START, start_date=START,
                )  # fmt: skip
                return robot, (await admin.ticket((await admin.add_ticket(ticket)).id)).code

        await asyncio.gather(*map(add, [self.seen] * by_face))
        self._codes += await asyncio.gather(*map(add, [self.passenger] * (by_code - len(self._codes))))

    def flows(self, rates: Rates) -> list[Flow]:
        # Each its own turn: with one for all, the rates decide which robots are ever asked for what.
        sell, report, look = cycle(self.robots), cycle(self.robots), cycle(self.robots)
        every = [
            Flow("check", rates.checks, self._check),
            Flow("purchase", rates.purchases, lambda: self._purchase(next(sell))),
            Flow("incident", rates.incidents, lambda: self._incident(next(report))),
            Flow("face", rates.faces, lambda: self._face(next(look))),
            Flow("web", rates.web, self._web),
            Flow("sign-in", rates.sign_ins, self._sign_in, retried=False),
        ]
        return [flow for flow in every if flow.per_second]

    def _check(self) -> Ask:
        robot, code = self._codes.pop()

        async def ask(id_: UUID) -> None:
            validation = TicketValidation(check_id=id_, assignment_id=robot.assignment_id, code=code)
            answer = await robot.client.validate(validation)
            if answer.verdict is not Verdict.ACCEPTED:
                raise AssertionError(f"a good ticket was refused: {answer}")

        return ask

    def _purchase(self, robot: Robot) -> Ask:
        shops = StoreRobotClient(robot.client.session)

        async def ask(id_: UUID) -> None:
            lines = [LineCreate(item_id=self.item_id, count=1)]
            await shops.make_purchase(self.store_id, RobotPurchaseCreate(purchase_id=id_, items=lines))

        return ask

    def _incident(self, robot: Robot) -> Ask:
        started = datetime.now(UTC)

        async def ask(id_: UUID) -> None:
            incident = IncidentOpen(
                id=id_, assignment_id=robot.assignment_id, kind=IncidentKind.VIOLENCE, started_at=started, score=0.9
            )
            await robot.client.open_incident(incident)

        return ask

    def _face(self, robot: Robot) -> Ask:
        async def ask(id_: UUID) -> None:
            validation = TicketValidation(check_id=id_, assignment_id=robot.assignment_id, images=(self.faces,))
            answer = await robot.client.validate(validation)
            if answer.verdict is not Verdict.ACCEPTED:
                raise AssertionError(f"a known face was refused: {answer}")

        return ask

    def _web(self) -> Ask:
        users = BaseUsersClient(self.http, self._held)

        async def ask(_: UUID) -> None:
            await users.me()

        return ask

    def _sign_in(self) -> Ask:
        async def ask(_: UUID) -> None:
            async with KeycloakVisitor(f"{self.lab.url}/keycloak", self.lab.ssl(), answered=note_answer) as visitor:
                try:
                    await visitor.sign_in(self.traveller, _PASSWORD)
                except httpx.HTTPStatusError as refused:
                    raise Unreachable(str(refused)) from refused
                except httpx.TransportError as away:
                    raise Unreachable(type(away).__name__) from away

        return ask

    async def _held(self) -> str:
        return self._token


async def _robot(http: httpx.AsyncClient, admin: BaseAdminClient, wagon: int) -> Robot:
    enrolled = await add_robot(http, admin)
    place = AssignmentWrite(train_number=TRAIN, wagon_number=wagon, start_date=START)
    assignment = await admin.assign(enrolled.id, place)
    return Robot(BaseRobotClient(http, enrolled.id, enrolled.key), assignment.id, wagon)
