from collections.abc import Callable
from typing import Any
from uuid import UUID

Console = Callable[..., Any]


def test_a_call_is_listed_with_its_reason(console: Console, robot_id: UUID) -> None:
    [call] = console("help", "list", "--json").document["items"]
    listed = console("help", "list").out

    assert (call["robot_id"], call["reason"], call["train_number"]) == (str(robot_id), "A passenger feels ill", None)
    assert all(word in listed for word in (str(robot_id), "A passenger feels ill"))
