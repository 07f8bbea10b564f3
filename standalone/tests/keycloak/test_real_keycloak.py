"""A passenger's, a clerk's and an operator's whole way, with tokens of a real Keycloak and the project's own realm.

All in one file, so that one process of the tests starts it, once.
"""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from pydantic import SecretStr

from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.main import create_base_server
from base_server.migrations import upgrade as upgrade_base
from base_server.testing.people import purchase_of
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.base_users import BaseUsersClient
from provodnik.clients.monitoring import MonitoringClient
from provodnik.clients.store_admin import StoreAdminClient
from provodnik.clients.store_staff import StoreStaffClient
from provodnik.contracts.checks import Verdict
from provodnik.contracts.errors import NotSignedIn
from provodnik.contracts.people import RoleMissing
from provodnik.contracts.tasks import TaskStepTo
from provodnik.embedded.valkey import Valkey
from provodnik.server.database import DatabaseSettings
from provodnik.server.realm_keys import SECONDS_BETWEEN, SignInSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.testing.http import served
from provodnik.testing.keycloak import Keycloak
from provodnik.testing.keycloak_visitor import FormRefused, GrantRefused, KeycloakVisitor
from provodnik.testing.postgres import Databases
from store_server.config import StoreServerSettings
from store_server.main import create_store_server
from store_server.migrations import upgrade as upgrade_store
from store_server.testing.shop import item_of, store_of
from store_server.testing.shop import purchase_of as order_of

# The first test waits for Keycloak's start; others for tokens to end.
pytestmark = pytest.mark.timeout(240)

ADMIN: Final = SecretStr("an-admin-token-of-these-tests")
PASSWORD: Final = "a long enough password"
SHORT_SECONDS: Final = 2
CLOCKS_DIFFER_SECONDS: Final = 10  # what the servers forgive


@dataclass(frozen=True)
class Railway:
    base: str
    store: str


@pytest.fixture(scope="module")
def railway(databases: Databases, valkey: Valkey, keycloak: Keycloak) -> Generator[Railway]:
    """Both servers, which trust the real realm and know nothing else of it."""
    names = databases.make(upgrade_base), databases.make(upgrade_store)
    base_url, store_url = (DatabaseSettings(url=SecretStr(databases.url(name))) for name in names)
    redis = RedisSettings(url=SecretStr(valkey.url()))
    sign_in = SignInSettings(issuer=keycloak.issuer, clients=frozenset({"frontend"}))
    base = BaseServerSettings(database=base_url, redis=redis, admin_token=ADMIN, admin_api="on", sign_in=sign_in)
    store = StoreServerSettings(database=store_url, redis=redis, admin_token=ADMIN, admin_api="on", sign_in=sign_in)
    with served(create_base_server(base, Ways())) as base_at, served(create_store_server(store)) as store_at:
        yield Railway(base_at, store_at)
    for name in names:
        databases.drop(name)


@dataclass(frozen=True)
class People:
    """Who comes by; each in a browser of their own."""

    keycloak: Keycloak
    exits: AsyncExitStack

    async def visitor(self, client: str = "frontend") -> KeycloakVisitor:
        return await self.exits.enter_async_context(KeycloakVisitor(self.keycloak.url, client=client))

    async def passenger(self) -> str:
        """The token of somebody who has just registered."""
        visitor = await self.visitor()
        return (await visitor.register(_name("passenger"), PASSWORD, "Анна", "Каренина")).access

    async def signed_in(self, role: str, store_id: UUID | None = None) -> str:
        username = _name(role)
        self.keycloak.add_person(username, PASSWORD, role, store_id)
        return (await (await self.visitor()).sign_in(username, PASSWORD)).access


@pytest.fixture
async def people(keycloak: Keycloak) -> AsyncGenerator[People]:
    async with AsyncExitStack() as exits:
        yield People(keycloak, exits)


@pytest.fixture
async def base(railway: Railway) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=railway.base) as http:
        yield http


@pytest.fixture
async def store(railway: Railway) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=railway.store) as http:
        yield http


def _name(kind: str) -> str:
    return f"{kind}-{uuid4().hex[:8]}"


def _holding(token: str) -> Callable[[], Awaitable[str]]:
    async def held() -> str:
        return token

    return held


async def _knows(base: httpx.AsyncClient, token: str) -> bool:
    try:
        await BaseUsersClient(base, _holding(token)).me()
    except NotSignedIn:
        return False
    return True


async def test_a_passenger_registers_buys_and_boards(base: httpx.AsyncClient, people: People) -> None:
    world = World(BaseAdminClient(base, ADMIN), base)
    await world.trip()
    robot = await world.robot_at()
    passenger = BaseUsersClient(base, _holding(await people.passenger()))
    bought = await passenger.buy(purchase_of())
    answer = await robot.sees(bought.code)
    assert answer.verdict is Verdict.ACCEPTED
    assert (await passenger.me()).name == "Анна Каренина"


async def test_staff_move_the_orders_of_their_own_store(store: httpx.AsyncClient, people: People) -> None:
    admin = StoreAdminClient(store, ADMIN)
    own, other = [(await admin.add_store(store_of())).id for _ in range(2)]
    staff = StoreStaffClient.of_person(store, _holding(await people.signed_in("store_staff", own)))
    tea = await staff.add_item(item_of())
    await staff.make_purchase(order_of((tea, 1)))
    (task,) = (await staff.tasks()).items
    assert (await staff.take_step(task.id, TaskStepTo.ACCEPTED)).state == "accepted"
    elsewhere = StoreStaffClient.of_person(store, _holding(await people.signed_in("store_staff", other)))
    assert (await elsewhere.tasks()).items == []


async def test_a_role_opens_its_own_doors_alone(base: httpx.AsyncClient, people: People) -> None:
    operator = MonitoringClient(base, _holding(await people.signed_in("security")))
    assert (await operator.incidents()).items == []
    with pytest.raises(RoleMissing):
        await MonitoringClient(base, _holding(await people.passenger())).incidents()


async def test_a_code_is_of_use_to_nobody_but_who_asked_for_it(keycloak: Keycloak, people: People) -> None:
    username = _name("passenger")
    keycloak.add_person(username, PASSWORD, "passenger")
    visitor = await people.visitor()
    code = await visitor.code({"username": username, "password": PASSWORD}, "v" * 43)
    with pytest.raises(GrantRefused, match="invalid_grant"):
        await visitor.exchange(code, "w" * 43)


async def test_without_a_challenge_there_is_no_code(people: People) -> None:
    visitor = await people.visitor()
    page = await visitor.ways_back(code_challenge="", code_challenge_method="")
    assert page["error"] == "invalid_request"


async def test_nothing_but_an_access_token_for_our_servers_is_one(
    base: httpx.AsyncClient, keycloak: Keycloak, people: People
) -> None:
    username = _name("passenger")
    keycloak.add_person(username, PASSWORD, "passenger")
    tokens = await (await people.visitor()).sign_in(username, PASSWORD)
    assert await _knows(base, tokens.access)
    of_another_client = _granted(keycloak, "tests", username)["access_token"]
    of_the_master_realm = _granted(keycloak, "admin-cli", "admin", "a password of the tests", "master")["access_token"]
    claims: dict[str, Any] = jwt.decode(tokens.access, options={"verify_signature": False})
    key_id = jwt.get_unverified_header(tokens.access)["kid"]
    forgeries = {
        "the refresh token": tokens.refresh,
        "of another client": of_another_client,
        "of another realm": of_the_master_realm,
        "signed by nobody": jwt.encode(claims, "", algorithm="none", headers={"kid": key_id}),
        "signed by somebody else": jwt.encode(claims, "k" * 64, algorithm="HS256", headers={"kid": key_id}),
        "changed": _with_claims(tokens.access, sub=str(uuid4())),
    }
    assert [name for name, token in forgeries.items() if await _knows(base, token)] == []


async def test_keys_rotate_while_the_servers_run(base: httpx.AsyncClient, keycloak: Keycloak, people: People) -> None:
    before = await people.passenger()
    assert await _knows(base, before)
    keycloak.new_signing_key()
    after = await people.passenger()
    assert jwt.get_unverified_header(after)["kid"] != jwt.get_unverified_header(before)["kid"]
    # A key of no use to anybody may be asked for only so often.
    await _comes_about(SECONDS_BETWEEN + 5, lambda: _knows(base, after))
    assert await _knows(base, before)


async def test_who_loses_a_role_or_is_disabled_is_out_when_their_token_ends(
    base: httpx.AsyncClient, keycloak: Keycloak, people: People
) -> None:
    keycloak.token_seconds("frontend", SHORT_SECONDS)
    try:
        demoted, gone = _name("security"), _name("security")
        ids = [keycloak.add_person(name, PASSWORD, "security") for name in (demoted, gone)]
        visitors = await people.visitor(), await people.visitor()
        held = [await who.sign_in(name, PASSWORD) for who, name in zip(visitors, (demoted, gone), strict=True)]
        stream = asyncio.create_task(_stream_ends(base, held[1].access))
        keycloak.take_role(ids[0], "security")
        keycloak.disable(ids[1])
        less = await visitors[0].refresh(held[0])
        with pytest.raises(RoleMissing):
            await MonitoringClient(base, _holding(less.access)).incidents()
        with pytest.raises(GrantRefused, match="invalid_grant"):
            await visitors[1].refresh(held[1])
        await stream
        await _comes_about(SHORT_SECONDS + CLOCKS_DIFFER_SECONDS + 5, lambda: _is_out(base, held[1].access))
    finally:
        keycloak.token_seconds("frontend", None)


async def test_a_password_can_not_be_tried_for_ever(keycloak: Keycloak, people: People) -> None:
    username = _name("passenger")
    keycloak.add_person(username, PASSWORD, "passenger")
    visitor = await people.visitor()
    for guess in range(8):
        with pytest.raises(FormRefused):
            await visitor.sign_in(username, f"a wrong password {guess}")
    with pytest.raises(FormRefused):
        await visitor.sign_in(username, PASSWORD)


@pytest.mark.parametrize("password", ["short", "ivan.petrov-1990", "x" * 129], ids=["short", "own name", "endless"])
async def test_poor_passwords_are_refused(people: People, password: str) -> None:
    with pytest.raises(FormRefused, match="assword"):
        await (await people.visitor()).register("ivan.petrov-1990", password, "Иван", "Петров")


@pytest.mark.parametrize(("language", "words"), [("ru", ("Вход", "Войти")), ("en", ("Sign in", "New here?"))])
async def test_the_pages_have_our_looks_in_both_languages(
    keycloak: Keycloak, people: People, language: str, words: tuple[str, ...]
) -> None:
    page = await (await people.visitor()).page(ui_locales=language)
    assert [word for word in words if word not in page] == []
    style = next(part for part in page.split('"') if part.endswith("css/provodnik.css"))
    origin = "://".join(urlsplit(keycloak.url)[:2])
    async with httpx.AsyncClient(base_url=origin, trust_env=False) as http:
        assert "--accent" in (await http.get(style)).raise_for_status().text


async def test_nobody_gets_a_token_for_a_password_alone(keycloak: Keycloak) -> None:
    assert _granted(keycloak, "frontend", "anybody")["error"] == "unauthorized_client"


async def _stream_ends(base: httpx.AsyncClient, token: str) -> None:
    """Return when the server ends the stream; it asks for another token then, and has none."""
    with suppress(NotSignedIn):
        async with aclosing(MonitoringClient(base, _once(token)).events()) as events:
            async for _ in events:
                pass


def _once(token: str) -> Callable[[], Awaitable[str]]:
    left = [token]

    async def held() -> str:
        if not left:
            raise NotSignedIn
        return left.pop()

    return held


async def _is_out(base: httpx.AsyncClient, token: str) -> bool:
    try:
        await MonitoringClient(base, _holding(token)).incidents()
    except NotSignedIn:
        return True
    return False


async def _comes_about(seconds: float, holds: Callable[[], Awaitable[bool]]) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - it is another process's word
            await asyncio.sleep(0.2)


def _granted(
    keycloak: Keycloak, client: str, username: str, password: str = PASSWORD, realm: str = "provodnik"
) -> dict[str, str]:
    """By the password alone, as only the client of tests may."""
    asked = {"client_id": client, "grant_type": "password", "username": username, "password": password}
    url = f"{keycloak.url}/realms/{realm}/protocol/openid-connect/token"
    return httpx.post(url, data=asked, trust_env=False).json()


def _with_claims(token: str, **claims: str) -> str:
    """The same with other claims, under the same signature."""
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = base64.urlsafe_b64encode(json.dumps(told | claims).encode()).decode().rstrip("=")
    return f"{head}.{changed}.{signature}"
