"""No query reads a table that grows from end to end: the plans of all that is asked of a hundred thousand tickets."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from base_server.config import BaseServerSettings
from base_server.main import PREFIX
from base_server.testing.crowd import Size, crowd
from base_server.testing.faces import face_of
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import START, TRAIN, World
from provodnik.contracts.destinations import TripPassenger
from provodnik.contracts.people import Role
from provodnik.contracts.users import Identification
from provodnik.embedded.issuer import Account, Issuer
from provodnik.server.counting import COUNTED

Plan = dict[str, Any]
Asked = tuple[str, Any]

# Smaller ones are read whole by right, whatever the indexes.
GROWN: Final = 5_000
SIZE: Final = Size(users=10_000, robots=1_000)


@contextmanager
def overheard(*engines: AsyncEngine) -> Generator[list[Asked]]:
    """Every statement with its parameters."""
    asked: list[Asked] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
    yield asked
    for engine in engines:
        event.remove(engine.sync_engine, "before_cursor_execute", hear)


async def grown_tables(connection: AsyncConnection) -> set[str]:
    rows = await connection.execute(
        text("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= :grown"), {"grown": GROWN}
    )
    return {name for (name,) in rows}


async def plan_of(connection: AsyncConnection, asked: Asked) -> Plan:
    statement, parameters = asked
    explained = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    told = explained.scalar_one()
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


def read_whole(plan: Plan, grown: set[str], *, limited: bool = False) -> Iterator[str]:
    """The tables that are read from end to end; to count the first ten thousand rows of anything is no such reading."""
    limited = limited or (plan["Node Type"] == "Limit" and plan["Plan Rows"] <= COUNTED + 1)
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in grown and not (limited and "Filter" not in plan):
        yield plan["Relation Name"]
    for inner in plan.get("Plans", []):
        yield from read_whole(inner, grown, limited=limited)


async def live_a_day(app: FastAPI, world: World, http: httpx.AsyncClient, realm: Issuer) -> None:
    """What robots, staff and passengers ask all day."""
    ticket, robot = await world.ticket(face=face_of("Anna")), await world.robot_at()
    me = TripPassenger(user_id=ticket.user_id, train_number=TRAIN, start_date=START)
    await robot.client.me()
    await robot.sees(ticket.code)
    await robot.looks_at(face_of("Anna"))
    await robot.client.identify(Identification(images=(face_of("Anna"),)))
    await robot.client.current_ticket(me)
    await robot.client.determine_destination(me)
    await robot.client.user(ticket.user_id)
    tokens = {
        "admin": ADMIN_TOKEN.get_secret_value(),
        "robot": await robot.client.session.sign_in(),
        "users": realm.token(Account("Anna", frozenset({Role.PASSENGER}))),
        "monitoring": realm.token(Account("Boris", frozenset({Role.SECURITY}))),
    }
    ids = {"user_id": ticket.user_id, "ticket_id": ticket.id, "robot_id": robot.id, "destination_id": "tver"}
    for path, item in app.openapi()["paths"].items():
        if "get" not in item or path.endswith("/events"):
            continue
        headers = {"Authorization": f"Bearer {tokens[path.removeprefix(PREFIX).split('/')[1]]}"}
        address = path
        for name, value in ids.items():
            address = address.replace(f"{{{name}}}", str(value))
        for params in ({}, *({name: str(value)} for name, value in ids.items())):
            await http.get(address, headers=headers, params=params)
    await world.admin.cancel_ticket(ticket.id)
    await world.admin.delete_user(ticket.user_id)


@pytest.mark.timeout(120)
async def test_none_reads_a_grown_table_whole(
    base_app: FastAPI, base_settings: BaseServerSettings, world: World, gateway: httpx.AsyncClient, realm: Issuer
) -> None:
    await world.trip()
    await crowd(base_settings.database.url.get_secret_value(), SIZE)
    state = base_app.state
    engine: AsyncEngine = state.statements
    sessions: AsyncEngine = state.sessions.kw["bind"]

    with overheard(engine, sessions) as asked:
        await live_a_day(base_app, world, gateway, realm)

    async with engine.connect() as connection:
        grown = await grown_tables(connection)
        questions = {statement: (statement, parameters) for statement, parameters in asked if explains(statement)}
        slow = {
            statement: tables
            for statement, question in questions.items()
            if (tables := sorted(set(read_whole(await plan_of(connection, question), grown))))
        }
    assert grown >= {"tickets", "users", "checks", "telemetry", "incidents", "audit"}
    assert len(questions) > 40
    assert not slow, "\n\n".join(f"{', '.join(tables)} by\n{statement}" for statement, tables in slow.items())


def explains(statement: str) -> bool:
    return statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT"))
