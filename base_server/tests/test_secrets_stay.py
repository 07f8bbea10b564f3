"""No secret, no face template and no password ever comes back in an answer, or lies in a log line, a table or Redis.

Every route is asked, by everybody who may and by nobody, with secrets in every field where they belong and where they
don't.
"""

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from base_server.main import PREFIX
from base_server.testing.faces import FACE_SETTINGS, face_of
from base_server.testing.fixtures import ADMIN_TOKEN, CARD_KEY
from base_server.testing.world import LOGIN, PASSWORD, World
from provodnik.contracts.cards import AuthCardWrite, CardShown
from provodnik.contracts.engineers import Privilege
from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Account, Issuer

CARD: Final = "04-A1-B2-C3-D4-E5"
FACE: Final = face_of("Vronsky")


@dataclass
class Overheard:
    """All that the server said to its callers."""

    answers: list[str] = field(default_factory=list[str])
    refusals: list[str] = field(default_factory=list[str])

    async def hear(self, response: httpx.Response) -> None:
        await response.aread()
        (self.refusals if response.is_error else self.answers).append(f"{response.headers} {response.text}")


@pytest.fixture
async def overheard(gateway: httpx.AsyncClient) -> Overheard:
    ears = Overheard()
    gateway.event_hooks["response"].append(ears.hear)
    return ears


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """By the server: the test's own client tells the addresses that it asks, too."""
    return "\n".join(str(record.__dict__) for record in caplog.records if "http://gateway" not in record.getMessage())


def secrets_of(tokens: dict[str, str], face: bytes) -> dict[str, str]:
    return {
        "the admin token": ADMIN_TOKEN.get_secret_value(),
        "the key of the cards": CARD_KEY.get_secret_value(),
        "face_server's token": FACE_SETTINGS.token.get_secret_value(),
        "a password": PASSWORD,
        "a card": CARD,
        "a face": base64.b64encode(face).decode(),
        **tokens,
    }


def bodies(example: Any, secret: str) -> Iterator[Any]:
    """The example with the secret in each of its fields in turn, and as a field too many."""
    if not isinstance(example, dict):
        return
    whole: dict[str, Any] = dict(example)  # pyright: ignore[reportUnknownArgumentType] - JSON
    yield {**whole, "unknown": secret}
    for name, value in whole.items():
        yield {**whole, name: secret}
        yield {**whole, name: [secret]}
        yield {**whole, name: {"inner": secret}}
        if isinstance(value, dict):
            for inner in bodies(value, secret):
                yield {**whole, name: inner}


async def ask_everything(app: FastAPI, http: httpx.AsyncClient, token: str, secret: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    for path, item in app.openapi()["paths"].items():
        if path.endswith(("/logout", "/events")):  # the first ends the session of the others, the second never ends
            continue
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            address = "/".join("0" if part.startswith("{") else part for part in path.split("/"))
            for body in bodies(content.get("example"), secret):
                await http.request(method.upper(), path, headers=headers, json=body)
            params = {"page": secret, "train_number": secret, "train_date": secret}
            await http.request(method.upper(), address, headers=headers, params=params)


async def everything_stored(app: FastAPI) -> str:
    async with app.state.sessions() as session:
        names = (await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).all()
        rows = [row for name in names for row in await session.scalars(text(f'SELECT t::text FROM "{name}" t'))]  # noqa: S608 - the database's own names
    redis: Any = app.state.redis
    keys = [key async for key in redis.scan_iter()]
    dumps = [str(await redis.execute_command("DUMP", key, NEVER_DECODE=True)) for key in keys]
    return "\n".join([*rows, *keys, *dumps])


@dataclass
class Life:
    """A railway where everything secret was used."""

    tokens: list[str]
    secrets: dict[str, str]
    ids: dict[str, str]

    def address(self, path: str) -> str:
        for name, value in self.ids.items():
            path = path.replace(f"{{{name}}}", value)
        return path


@pytest.fixture
async def life(world: World, gateway: httpx.AsyncClient, realm: Issuer) -> Life:
    engineer = await world.engineer(Privilege.ROBOT_LOGIN, Privilege.ROBOT_ADMIN, Privilege.STORE_LOGIN)
    await world.admin.set_card(engineer.id, AuthCardWrite(key=SecretStr(CARD)))
    ticket = await world.ticket(face=FACE)
    placed = await world.robot_at()
    await placed.client.open_by_card(CardShown(key=SecretStr(CARD)))
    await placed.looks_at(FACE)
    robot = await placed.client.session.sign_in()
    people = {f"a token of {role}": realm.token(Account(f"of {role}", frozenset({role}))) for role in Role}
    for body in ({"login": LOGIN, "password": PASSWORD}, {"login": LOGIN, "password": PASSWORD[:-1], "card": CARD}):
        await gateway.post(f"{PREFIX}/auth/robot/new_login", json=body)
    return Life(
        [ADMIN_TOKEN.get_secret_value(), robot, *people.values()],
        secrets_of({"a session": robot, **people}, FACE),
        {
            "user_id": str(ticket.user_id),
            "ticket_id": str(ticket.id),
            "robot_id": str(placed.id),
            "engineer_id": str(engineer.id),
            "destination_id": ticket.destination,
        },
    )


async def test_none_comes_back_and_none_is_kept(
    base_app: FastAPI,
    gateway: httpx.AsyncClient,
    life: Life,
    overheard: Overheard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for path, item in base_app.openapi()["paths"].items():
        if "get" in item and not path.endswith("/events"):
            for token in life.tokens:
                await gateway.get(life.address(path), headers={"Authorization": f"Bearer {token}"})

    stored = await everything_stored(base_app)
    assert len(overheard.answers) > 10
    for name, secret in life.secrets.items():
        assert secret not in "\n".join(overheard.answers + overheard.refusals), name
        assert secret not in stored, name
        assert secret not in logged(caplog), name
    for kept in await hashes(base_app):
        assert kept not in "\n".join(overheard.answers + overheard.refusals)
        assert kept not in logged(caplog)


@pytest.mark.timeout(120)
async def test_a_refusal_tells_nothing_of_what_it_refuses(
    base_app: FastAPI,
    gateway: httpx.AsyncClient,
    life: Life,
    overheard: Overheard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever somebody pastes into the wrong field."""
    caplog.set_level(logging.DEBUG)
    for token in life.tokens:
        await ask_everything(base_app, gateway, token, PASSWORD)

    assert len(overheard.refusals) > 1000
    assert PASSWORD not in "\n".join(overheard.refusals)
    assert PASSWORD not in logged(caplog)


async def hashes(app: FastAPI) -> list[str]:
    """What is kept of passwords and cards."""
    async with app.state.sessions() as session:
        passwords = (await session.scalars(text("SELECT password FROM engineers"))).all()
        cards = (await session.scalars(text("SELECT key FROM auth_cards"))).all()
    assert passwords
    assert cards
    return [*passwords, *cards]
