from collections.abc import Callable
from typing import Any
from uuid import UUID

Console = Callable[..., Any]


def test_a_robot_is_listed_and_removed(console: Console, robot_id: UUID) -> None:
    [robot] = console("robots", "list", "--json").document["items"]
    listed = console("robots", "list").out

    assert (robot["id"], robot["robot_model_id"], robot["assignment"]) == (str(robot_id), "PRV-1", None)
    assert all(word in listed for word in (str(robot_id), "PRV-1", "Проводник", "x25519"))

    assert console("robots", "delete", robot_id).out == f"The robot {robot_id} is removed.\n"
    ended = console("robots", "delete", robot_id, "--json")
    assert (ended.status, ended.refusal["code"]) == (1, "RobotNotFound")
