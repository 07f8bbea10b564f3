"""Whatever is asked, base_server answers as its OpenAPI says: no fault, no undocumented status or shape."""

import asyncio
import base64
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from base_server.main import PREFIX
from base_server.testing.devices import AUTH, bearer, enrolled
from base_server.testing.faces import evidence_of, face_of
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.monitoring import Security, camera_of, incident_of
from base_server.testing.people import account_of
from base_server.testing.world import LOGIN, PASSWORD, START, TRAIN, World, trip_through
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.cards import AuthCardWrite
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Issuer
from provodnik.keys.x25519 import X25519PrivateKey
from provodnik.server.sessions import DeviceKind
from provodnik.testing.openapi import Operation, check, operations

CARD: Final = "04A1B2C3"


@dataclass
class Inhabited:
    """A railway with one of everything, and what would never be guessed of it."""

    robot_token: str
    passenger_token: str
    terminal_token: str
    realm: Issuer
    ids: dict[str, Any]
    seen: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])

    def headers_for(self, operation: Operation) -> dict[str, str]:
        if operation.path.startswith(f"{AUTH}/store/"):
            return bearer(self.terminal_token)
        if operation.path.startswith(f"{PREFIX}/monitoring/"):
            # A stream of events ends with its token; this one holds for the few seconds that clocks may differ.
            seconds = 1 if operation.path.endswith("/events") else 300
            return bearer(self.realm.token(account_of("Olga", Role.SECURITY), seconds))
        tokens = {"admin": ADMIN_TOKEN.get_secret_value(), "users": self.passenger_token}
        token = tokens.get(operation.path.removeprefix(f"{PREFIX}/").partition("/")[0], self.robot_token)
        return bearer(token)

    def make_plausible(self, value: Any) -> Any:
        """The same body with true ids, times, keys and passwords in their places."""
        match value:
            case {"user_id": _, "train_number": int()} | {"purchase_id": _, "train_number": int()}:
                return self._filled_in({**value, "train_number": TRAIN})  # a passenger's own trip, or the one on sale
            case {"train_number": int(), "stops": list()}:
                return {**cast("dict[str, Any]", value), "stops": _STOPS}
            case {"check_id": _}:
                check = cast("dict[str, Any]", value)
                return self._filled_in(_made_offline(check) if "made_at" in check else _by_code_or_by_face(check))
            case dict():
                return self._filled_in(cast("dict[str, Any]", value))
            case list():
                return [self.make_plausible(member) for member in cast("list[Any]", value)]
            case _:
                return value

    def _filled_in(self, body: dict[str, Any]) -> dict[str, Any]:
        return {
            key: self.ids[key] if key in self.ids and member is not None else self.make_plausible(member)
            for key, member in body.items()
        }


# Of a trip that can be: chance hardly ever makes two stations that there are, in an order of times.
_STOPS: Final = [
    {"station_id": "moscow", "departure": "2091-05-01T09:00:00Z"},
    {"station_id": "tver", "arrival": "2091-05-01T12:00:00Z"},
]


def _by_code_or_by_face(check: dict[str, Any]) -> dict[str, Any]:
    """A schema can't say that it is one of both, so what it makes is hardly ever a check."""
    if check.get("code") is None:
        return {**check, "code": None, "images": []}  # which are filled in
    return {**check, "images": None}


def _made_offline(check: dict[str, Any]) -> dict[str, Any]:
    """A refusal by code: neither says the schema that it is by code or by ticket, nor when there is a reason."""
    return {**check, "code": "PRV1.NOBODYHASTHIS", "ticket_id": None, "verdict": "refused", "reason": "canceled"}


async def inhabited(url: str, realm: Issuer) -> Inhabited:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        world = World(BaseAdminClient(http, ADMIN_TOKEN), http)
        trip = await world.trip()
        ticket, robot = await world.ticket(face=face_of("Anna")), await world.robot_at()
        await robot.sees(ticket.code)
        terminal = await enrolled(world, DeviceKind.STORE)
        engineer = await world.engineer(*Privilege)
        await world.admin.set_card(engineer.id, AuthCardWrite(key=SecretStr(CARD)))
        security = Security(http, realm).terminal()
        camera = await security.add_camera(camera_of(robot.id))
        incident = await robot.client.open_incident(incident_of(robot, evidence_of("Anna"), camera_id=camera.id))
        [frame] = (await security.incident(incident.id)).frames
        ids = {
            "camera_id": str(camera.id),
            "incident_id": str(incident.id),
            "frame_id": str(frame.id),
            "frames": [base64.b64encode(evidence_of("Anna")).decode()],
            "image": base64.b64encode(evidence_of("Anna")).decode(),
            "expires_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
            **dict.fromkeys(("started_at", "seen_at"), datetime.now(UTC).isoformat()),
            "user_id": str(ticket.user_id),
            "engineer_id": str(engineer.id),
            "key": CARD,
            "trip_id": str(trip.id),
            "ticket_id": str(ticket.id),
            "robot_id": str(robot.id),
            "assignment_id": str(robot.assignment.id),
            "station_id": "moscow",
            "destination_id": ticket.destination,
            "destination": ticket.destination,
            "time_zone": "Asia/Vladivostok",
            "login": LOGIN,
            "password": PASSWORD,
            "public_key": X25519PrivateKey.generate().public_key.pem(),
            **dict.fromkeys(("date", "start_date", "train_date"), START.isoformat()),
            "face": base64.b64encode(face_of("Anna")).decode(),
            "images": [base64.b64encode(face_of("Anna")).decode()],
            "stops": trip_through("tver", "petersburg").model_dump(mode="json")["stops"],
        }
        # Somebody else than the passenger of the ticket: they erase themselves on the way.
        passenger = realm.token(account_of("Boris"))
        return Inhabited(await robot.client.session.sign_in(), passenger, await terminal.signed_in(), realm, ids)


# It would be no test if it never came past the door.
PASSED: Final = (
    ("POST /admin/trips", 201),
    ("POST /admin/stations", 201),
    ("POST /robot/ticket_validation", 200),
    ("POST /robot/identification", 200),
    ("PATCH /admin/user/{user_id}/face", 200),
    ("POST /auth/robot/new_login", 201),
    ("POST /auth/store/new_login", 201),
    ("POST /auth/robot/rotate_key", 200),
    ("POST /auth/store/rotate_key", 200),
    ("PUT /admin/engineer/{engineer_id}/auth_card", 200),
    ("POST /robot/engineer/admin_access", 200),
    ("POST /admin/store/{store_id}/train", 201),
    ("POST /robot/user/current_ticket", 200),
    ("GET /robot/destination/{destination_id}/hotels", 200),
    ("POST /robot/telemetry", 201),
    ("POST /robot/checks", 200),
    ("GET /robot/manifest", 200),
    ("POST /admin/seat_plans", 201),
    ("GET /admin/robots/{robot_id}/telemetry", 200),
    ("PUT /users/me/face", 200),
    ("POST /robot/incidents", 201),
    ("PATCH /robot/incidents/{incident_id}", 200),
    ("POST /robot/sightings", 201),
    ("POST /monitoring/cameras", 201),
    ("POST /monitoring/watchlist", 201),
    ("GET /monitoring/events", 200),
    ("GET /monitoring/incidents/{incident_id}/frames/{frame_id}", 200),
    ("GET /users/me/data", 200),
)
AREAS: Final = ("admin", "auth", "monitoring", "robot", "users")


def test_the_areas_are_all_there_are(base_app: FastAPI) -> None:
    assert {path.removeprefix(f"{PREFIX}/").partition("/")[0] for path in base_app.openapi()["paths"]} == set(AREAS)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("area", AREAS)
def test_every_operation_answers_as_described(base_url_with_faces: str, realm: Issuer, area: str) -> None:
    railway = asyncio.run(inhabited(base_url_with_faces, realm))
    for operation in operations(base_url_with_faces, PREFIX, f"{area}/"):
        check(operation, railway)

    for operation, status in PASSED:
        method, path = operation.split()
        if path.startswith(f"/{area}/"):
            assert railway.seen[f"{method} {PREFIX}{path}", status], (operation, status)
