import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.offline import offline, only
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient

Console = Callable[..., Any]


async def _checked(url: str) -> UUID:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        world = World(BaseAdminClient(http, ADMIN_TOKEN), http)
        ticket, robot = await world.ticket(), await world.robot_at()
        await robot.sees(ticket.code)
        await robot.sees("no ticket")
        return ticket.id


@pytest.fixture
def ticket_id(base_url: str) -> UUID:
    """Of a ticket that was checked and used; the same robot has refused another code."""
    return asyncio.run(_checked(base_url))


def test_a_check_is_listed_and_undone(console: Console, ticket_id: UUID) -> None:
    [check] = console("checks", "list", "--ticket-id", ticket_id, "--json").document["items"]
    undone = console("checks", "undo", check["id"], "--reason", "another passenger's")
    listed = console("checks", "list", "--all").out

    assert (check["verdict"], check["evidence"], check["undone_at"]) == ("accepted", "code", None)
    assert undone.out == f"The check {check['id']} is undone.\n"
    assert all(word in listed for word in (check["id"], "another passenger's", "unknown_ticket"))
    assert console("tickets", "show", ticket_id, "--json").document["used"] is False


def test_checks_are_listed_of_one_robot(console: Console, ticket_id: UUID) -> None:
    [check] = console("checks", "list", "--ticket-id", ticket_id, "--json").document["items"]

    assert console("checks", "list", "--robot-id", check["robot_id"], "--json").document["total"] == 2
    assert console("checks", "list", "--robot-id", uuid4(), "--json").document["total"] == 0


def test_what_used_nothing_up_and_what_is_not_there_is_told(console: Console, ticket_id: UUID) -> None:
    refused = console("checks", "list", "--json").document["items"][0]

    nothing_used = console("checks", "undo", refused["id"], "--reason", "a mistake", "--json")
    not_there = console("checks", "undo", uuid4(), "--reason", "a mistake", "--json")

    assert (nothing_used.status, nothing_used.refusal["code"]) == (1, "CheckNotUndoable")
    assert (not_there.status, not_there.refusal["code"]) == (1, "CheckNotFound")
    assert console("tickets", "show", ticket_id, "--json").document["used"] is True


def test_an_undoing_needs_its_reason(console: Console) -> None:
    assert console("checks", "undo", uuid4()).status == 2


async def _contradicted(url: str) -> UUID:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        world = World(BaseAdminClient(http, ADMIN_TOKEN), http)
        ticket, robot, other = await world.ticket(), await world.robot_at(), await world.robot_at(wagon_number=6)
        await robot.sees(ticket.code)
        await only(other, offline(ticket.code))
        return robot.id


def test_conflicts_are_listed_with_who_where_and_when(console: Console, base_url: str) -> None:
    robot_id = asyncio.run(_contradicted(base_url))

    [conflict] = console("checks", "conflicts", "--json").document["items"]
    listed = console("checks", "conflicts", "--all").out

    assert (conflict["kind"], conflict["other"]["robot_id"]) == ("already_used", str(robot_id))
    assert all(word in listed for word in ("already_used", str(robot_id)))
