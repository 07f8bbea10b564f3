from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

Console = Callable[..., Any]

DELETE = "DELETE /base_api/v1/admin/robots/{robot_id}"


def test_what_was_done_is_listed_with_what_came_of_it(console: Console) -> None:
    robot_id = uuid4()
    console("robots", "delete", robot_id)

    [entry] = console("audit", "list", "--action", DELETE, "--json").document["items"]
    listed = console("audit", "list").out

    assert (entry["actor_kind"], entry["outcome"]) == ("admin", 404)
    assert entry["targets"] == {"robot_id": str(robot_id)}
    assert all(word in listed for word in (DELETE, f"robot_id {robot_id}", "404", "127.0.0.1"))


def test_a_call_that_is_under_way_has_no_outcome_yet(console: Console) -> None:
    """The list's own."""
    assert "not known" in console("audit", "list").out


def test_entries_are_listed_of_one_kind_and_of_a_time(console: Console) -> None:
    console("robots", "list")
    now = datetime.now(UTC).isoformat()

    assert console("audit", "list", "--actor-kind", "robot", "--json").document["total"] == 0
    assert console("audit", "list", "--until", now, "--json").document["total"] == 1
    assert console("audit", "list", "--since", now, "--json").document["total"] == 3


def test_what_cant_be_asked_for_is_misuse(console: Console) -> None:
    assert console("audit", "list", "--actor-kind", "somebody").status == 2
    assert console("audit", "list", "--since", "yesterday").status == 2
