"""Whatever is asked, base_server answers as its OpenAPI says: no fault, no undocumented status or shape."""

import asyncio
import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,  # pyright: ignore[reportUnknownVariableType] - the same
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from base_server.main import PREFIX
from base_server.testing import ADMIN_TOKEN
from base_server.testing_faces import face_of
from base_server.testing_world import LOGIN, PASSWORD, START, TRAIN, World, trip_through
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.cards import AuthCardWrite
from provodnik.contracts.engineers import Privilege
from provodnik.keys.x25519 import X25519PrivateKey

# schemathesis leaves its generics bare.
Operation = Any
Case = Any

EXAMPLES: Final = 30
CARD: Final = "04A1B2C3"
# Not "valid data are accepted": rules such as "the times go forward" are beyond what a schema says.
CHECKS: Final[list[Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Inhabited:
    """A railway with one of everything, and what would never be guessed of it."""

    robot_token: str
    ids: dict[str, Any]
    seen: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])

    def headers_for(self, operation: Operation) -> dict[str, str]:
        token = ADMIN_TOKEN.get_secret_value() if "/admin/" in operation.path else self.robot_token
        return {"Authorization": f"Bearer {token}"}

    def make_plausible(self, value: Any) -> Any:
        """The same body with true ids, times, keys and passwords in their places."""
        match value:
            case {"user_id": _, "train_number": int()}:
                return self._filled_in({**value, "train_number": TRAIN})  # a passenger is asked for on their own trip
            case {"check_id": _}:
                return self._filled_in(_by_code_or_by_face(cast("dict[str, Any]", value)))
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


def _by_code_or_by_face(check: dict[str, Any]) -> dict[str, Any]:
    """A schema can't say that it is one of both, so what it makes is hardly ever a check."""
    if check.get("code") is None:
        return {**check, "code": None, "images": []}  # which are filled in
    return {**check, "images": None}


async def inhabited(url: str) -> Inhabited:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        world = World(BaseAdminClient(http, ADMIN_TOKEN), http)
        trip = await world.trip()
        ticket, robot = await world.ticket(face=face_of("Anna")), await world.robot_at()
        await robot.sees(ticket.code)
        engineer = await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN)
        await world.admin.set_card(engineer.id, AuthCardWrite(key=SecretStr(CARD)))
        ids = {
            "user_id": str(ticket.user_id),
            "engineer_id": str(engineer.id),
            "key": CARD,
            "trip_id": str(trip.id),
            "ticket_id": str(ticket.id),
            "robot_id": str(robot.id),
            "assignment_id": str(robot.assignment.id),
            "station_id": "moscow",
            "destination_id": ticket.destination,
            "time_zone": "Asia/Vladivostok",
            "login": LOGIN,
            "password": PASSWORD,
            "public_key": X25519PrivateKey.generate().public_key.pem(),
            **dict.fromkeys(("date", "start_date", "train_date"), START.isoformat()),
            "face": base64.b64encode(face_of("Anna")).decode(),
            "images": [base64.b64encode(face_of("Anna")).decode()],
            "stops": trip_through("tver", "petersburg").model_dump(mode="json")["stops"],
        }
        return Inhabited(await robot.client.session.sign_in(), ids)


def operations(url: str) -> Iterator[Operation]:
    """Signing out comes last: it ends the session that the others need."""
    schema: Any = schemathesis.openapi.from_url(f"{url}{PREFIX}/openapi.json")
    found = [result.ok() for result in schema.get_all_operations()]
    yield from sorted(found, key=lambda operation: operation.path.endswith("/logout"))


def check(operation: Operation, railway: Inhabited) -> None:
    """Raises what is wrong with an answer."""
    headers = railway.headers_for(operation)
    # An unknown query parameter is ignored, as everywhere on the web; an unknown field of a body is not.
    checks = [*CHECKS, negative_data_rejection] if operation.body else CHECKS
    cases: list[st.SearchStrategy[Case]] = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=st.one_of(cases), plausible=st.booleans())
    def holds(case: Case, *, plausible: bool) -> None:
        if plausible and operation.method.upper() != "DELETE":
            case.path_parameters = railway.make_plausible(case.path_parameters)
            case.body = railway.make_plausible(case.body)
        response = case.call(headers=headers)
        case.validate_response(response, checks=[*CHECKS] if plausible else checks)
        railway.seen[operation.label, response.status_code] += 1

    holds()


@pytest.mark.timeout(120)
def test_every_operation_answers_as_described(base_url_with_faces: str) -> None:
    railway = asyncio.run(inhabited(base_url_with_faces))
    for operation in operations(base_url_with_faces):
        check(operation, railway)

    # It would be no test if it never came past the door.
    for label, status in (
        (f"POST {PREFIX}/admin/trips", 201),
        (f"POST {PREFIX}/admin/stations", 201),
        (f"POST {PREFIX}/robot/ticket_validation", 200),
        (f"POST {PREFIX}/robot/identification", 200),
        (f"PATCH {PREFIX}/admin/user/{{user_id}}/face", 200),
        (f"POST {PREFIX}/auth/robot/new_login", 201),
        (f"PUT {PREFIX}/admin/engineer/{{engineer_id}}/auth_card", 200),
        (f"POST {PREFIX}/robot/engineer/admin_access", 200),
        (f"POST {PREFIX}/admin/store/{{store_id}}/train", 201),
        (f"POST {PREFIX}/robot/user/current_ticket", 200),
        (f"GET {PREFIX}/robot/destination/{{destination_id}}/hotels", 200),
    ):
        assert railway.seen[label, status], (label, status)
