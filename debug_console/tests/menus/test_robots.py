import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx

from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.telemetry import measured
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient

Console = Callable[..., Any]


def test_a_robot_is_listed_and_removed(console: Console, robot_id: UUID) -> None:
    [robot] = console("robots", "list", "--json").document["items"]
    listed = console("robots", "list").out

    assert (robot["id"], robot["robot_model_id"], robot["assignment"]) == (str(robot_id), "PRV-1", None)
    assert all(word in listed for word in (str(robot_id), "PRV-1", "Проводник", "x25519"))

    assert console("robots", "delete", robot_id).out == f"The robot {robot_id} is removed.\n"
    ended = console("robots", "delete", robot_id, "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "RobotNotFound")


async def _measured(url: str) -> UUID:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        robot = await World(BaseAdminClient(http, ADMIN_TOKEN), http).robot_at()
        await robot.client.tell_telemetry(measured(battery_percent=7))
        return robot.id


def test_telemetry_and_alarms_are_listed(console: Console, base_url: str) -> None:
    robot_id = asyncio.run(_measured(base_url))

    assert console("robots", "telemetry", robot_id, "--json").document["items"][0]["battery_percent"] == 7
    assert "battery %" in console("robots", "telemetry", robot_id).out
    [alarm] = console("robots", "alarms", "--open", "--json").document["items"]
    assert (alarm["robot_id"], alarm["kind"], alarm["worst"]) == (str(robot_id), "battery", 7)
    assert str(robot_id) in console("robots", "alarms").out
    assert console("robots", "alarms", "--closed", "--json").document["total"] == 0
