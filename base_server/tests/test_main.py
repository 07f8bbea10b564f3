"""What base_server shows to whom, and what it says of itself."""

import re
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from base_server.config import BaseServerSettings
from base_server.main import PREFIX, PUBLIC_ROUTES, create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.people import account_of
from base_server.testing.world import World
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.application import running
from provodnik.server.sessions import Device, DeviceKind, DeviceSessions
from provodnik.testing.realm import REALM_URL

Route = tuple[str, str]

# What every service shows: nothing of anybody in it, and the gateway passes only the first two on.
FRAME = {f"{PREFIX}/openapi.json", f"{PREFIX}/docs", "/health/live", "/health/ready", "/metrics"}


def routes_of(app: FastAPI) -> set[Route]:
    return {
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        if route.path is not None and route.path not in FRAME
        for method in route.methods or ()
    }


def address(path: str) -> str:
    """The path with an id in the place of each parameter."""
    return "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))


async def answers(http: httpx.AsyncClient, routes: set[Route], token: str | None) -> dict[Route, int]:
    headers = {b"Authorization": f"Bearer {token}".encode()} if token else {}
    return {
        (method, path): (await http.request(method, address(path), headers=headers, json={})).status_code
        for method, path in routes
    }


# Whom a route is for. Each of the callers is a stranger at every other.
ADMITTED: Final = {
    caller: re.compile(f"{PREFIX}/({routes})")
    for caller, routes in {
        "a robot": "robot/|auth/robot/|auth/logout",
        "a store terminal": "auth/store/|auth/logout",
        "the administration": "admin/",
        "a passenger": "users/",
        "a security operator": "monitoring/",
        "store staff": "(?!)",
        "a person of no role": "(?!)",
    }.items()
}
PEOPLE: Final = {
    "a passenger": {Role.PASSENGER},
    "a security operator": {Role.SECURITY},
    "store staff": {Role.STORE_STAFF},
    "a person of no role": set[Role](),
}


# What a passenger's token must not be.
DEAD: Final[dict[str, Callable[[Issuer], str]]] = {
    "expired": lambda realm: realm.token(account_of("Anna"), seconds=-60),
    "another realm's key": lambda _: Issuer(REALM_URL).token(account_of("Anna")),
    "another realm": lambda _: Issuer("http://another.invalid/realms/provodnik").token(account_of("Anna")),
    "another service's": lambda realm: realm.token(account_of("Anna"), aud="another service"),
    "another client's": lambda realm: realm.token(account_of("Anna"), azp="another client"),
    "no access token": lambda realm: realm.token(account_of("Anna"), typ="ID"),
}


@pytest.fixture
async def tokens(base_app: FastAPI, world: World, realm: Issuer) -> dict[str, str]:
    terminal = Device(DeviceKind.STORE, uuid4(), store_id=uuid4())
    return {
        "a robot": await (await world.robot()).session.sign_in(),
        "a store terminal": await DeviceSessions(base_app.state.redis).open(terminal),
        "the administration": ADMIN_TOKEN.get_secret_value(),
        **{caller: realm.token(Account(caller, frozenset(roles))) for caller, roles in PEOPLE.items()},
    }


@pytest.fixture
async def without_admin_api(base_settings: BaseServerSettings) -> AsyncGenerator[httpx.AsyncClient]:
    settings = base_settings.model_copy(update={"admin_api": "off"})
    async with (
        running(create_base_server(settings)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as http,
    ):
        yield http


class TestDefaultDeny:
    def test_the_walk_sees_every_route(self, base_app: FastAPI) -> None:
        described = {(method.upper(), path) for path, item in base_app.openapi()["paths"].items() for method in item}

        assert routes_of(base_app) == described
        assert len(described) > 25

    def test_every_public_route_exists(self, base_app: FastAPI) -> None:
        assert routes_of(base_app) >= PUBLIC_ROUTES

    @pytest.mark.parametrize("token", [None, "a-token-that-nobody-was-given", "Ключ"])
    async def test_every_other_route_refuses_no_token_and_a_made_up_one(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, token: str | None
    ) -> None:
        closed = routes_of(base_app) - PUBLIC_ROUTES

        assert await answers(gateway, closed, token) == dict.fromkeys(closed, 401)

    @pytest.mark.parametrize("caller", ADMITTED)
    async def test_a_route_refuses_everybody_whom_it_is_not_for(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, tokens: dict[str, str], caller: str
    ) -> None:
        """A device, the administration and people are strangers to each other; people of other roles are known."""
        foreign = {route for route in routes_of(base_app) - PUBLIC_ROUTES if not ADMITTED[caller].match(route[1])}
        people = "(users|monitoring)/" if caller in PEOPLE else "(?!)"

        assert await answers(gateway, foreign, tokens[caller]) == {
            (method, path): 403 if re.match(f"{PREFIX}/{people}", path) else 401 for method, path in foreign
        }
        assert len(foreign) > 25

    def test_every_closed_route_is_for_somebody(self, base_app: FastAPI) -> None:
        closed = {path for _, path in routes_of(base_app) - PUBLIC_ROUTES}

        assert closed == {path for path in closed for routes in ADMITTED.values() if routes.match(path)}

    @pytest.mark.parametrize("token", DEAD.values(), ids=DEAD)
    async def test_a_persons_token_that_is_dead_or_foreign_is_as_good_as_none(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, realm: Issuer, token: Callable[[Issuer], str]
    ) -> None:
        closed = routes_of(base_app) - PUBLIC_ROUTES

        assert await answers(gateway, closed, token(realm)) == dict.fromkeys(closed, 401)

    async def test_an_expired_token_is_as_good_as_none(
        self, base_app: FastAPI, gateway: httpx.AsyncClient, world: World
    ) -> None:
        token = await (await world.robot()).session.sign_in()
        async for key in base_app.state.redis.scan_iter("session:*"):
            await base_app.state.redis.pexpire(key, 0)
        closed = routes_of(base_app) - PUBLIC_ROUTES

        assert await answers(gateway, closed, token) == dict.fromkeys(closed, 401)

    @pytest.mark.parametrize("scheme", ["Basic", "bearer-ish", ""])
    async def test_another_scheme_is_as_good_as_none(self, gateway: httpx.AsyncClient, scheme: str) -> None:
        headers = {"Authorization": f"{scheme} {ADMIN_TOKEN.get_secret_value()}".strip()}

        response = await gateway.get(f"{PREFIX}/admin/users", headers=headers)

        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")

    async def test_the_admin_api_is_not_there_when_it_is_off(self, without_admin_api: httpx.AsyncClient) -> None:
        headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}

        response = await without_admin_api.get(f"{PREFIX}/admin/users", headers=headers)

        assert (response.status_code, response.json()["code"]) == (404, "NotFound")
        assert "/admin/" not in (await without_admin_api.get(f"{PREFIX}/openapi.json")).text

    async def test_people_have_no_routes_where_there_is_no_realm_to_sign_in_at(
        self, without_admin_api: httpx.AsyncClient, realm: Issuer
    ) -> None:
        headers = {"Authorization": f"Bearer {realm.token(account_of('Anna'))}"}

        response = await without_admin_api.get(f"{PREFIX}/users/me", headers=headers)

        assert (response.status_code, response.json()["code"]) == (404, "NotFound")


def operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


class TestTheOpenApi:
    def test_every_operation_says_what_it_does_in_a_few_words_and_in_full(self, base_app: FastAPI) -> None:
        for name, operation in operations(base_app):
            summary, description = operation["summary"], operation["description"]
            assert description.startswith(summary), name
            assert 2 < len(summary.split()) < 16, name

    def test_every_operation_tells_its_refusals_as_problem_details(self, base_app: FastAPI) -> None:
        public = {f"{method} {path}" for method, path in PUBLIC_ROUTES}
        for name, operation in operations(base_app):
            refused = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert refused.keys() >= {"413", "422", "503"} | (set() if name in public else {"401"}), name
            for answer in refused.values():
                assert answer["content"].keys() == {"application/problem+json"}, name
                assert "`" in answer["description"], name

    def test_every_closed_operation_names_its_token(self, base_app: FastAPI) -> None:
        public = {f"{method} {path}" for method, path in PUBLIC_ROUTES}

        assert {name for name, operation in operations(base_app) if "security" not in operation} == public


async def test_requests_are_counted_by_whole_template_and_never_by_id(gateway: httpx.AsyncClient, world: World) -> None:
    ticket = await world.ticket()
    await gateway.get(f"/nowhere/{ticket.id}")

    metrics = (await gateway.get("/metrics")).text

    assert f'requests_total{{route="{PREFIX}/admin/ticket/{{ticket_id}}",status="200"}} 1.0' in metrics
    assert 'requests_total{route="unmatched",status="404"} 1.0' in metrics
    assert str(ticket.id) not in metrics
    assert 'dependency_seconds_total{dependency="postgres"}' in metrics
