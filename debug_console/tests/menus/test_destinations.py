from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

Console = Callable[..., Any]
WORDS = ("--name", "Гранд", "--description", "У вокзала", "--logo-url", "/static/grand.png")
KINDS = pytest.mark.parametrize(("kind", "other"), [("hotel", "attraction"), ("attraction", "hotel")])


@KINDS
def test_one_of_each_kind_is_added_listed_and_removed(console: Console, kind: str, other: str) -> None:
    added = console("destinations", "add", kind, "2004001", *WORDS, "--json").document

    assert (added["destination_id"], added["name"]) == ("2004001", "Гранд")
    assert console("destinations", "list", kind, "2004001", "--json").document["items"] == [added]
    assert all(word in console("destinations", "list", kind, "2004001").out for word in (added["id"], "У вокзала"))
    assert console("destinations", "list", other, "2004001", "--json").document["total"] == 0

    assert console("destinations", "delete", kind, added["id"]).out == f"The {kind} {added['id']} is removed.\n"
    assert console("destinations", "list", kind, "2004001", "--all", "--json").document["total"] == 0


@KINDS
def test_an_unknown_one_is_told_with_the_way_to_the_known_ones(console: Console, kind: str, other: str) -> None:
    assert other != kind
    ended = console("destinations", "delete", kind, uuid4())

    assert ended.status == 1
    assert f"`destinations list {kind}` shows those" in ended.err
