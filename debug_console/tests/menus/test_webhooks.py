from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from store_server.testing.fixtures import ADMIN_TOKEN

Console = Callable[..., Any]
URL = "https://accounting.example/webhooks"


@pytest.fixture
def console(run: Console, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Run a command against a real store_server."""
    monkeypatch.setenv("CONSOLE_URL", store_url)
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", "base_servers-own")
    monkeypatch.setenv("CONSOLE_STORE_ADMIN_TOKEN", ADMIN_TOKEN.get_secret_value())
    return run


def test_one_is_added_with_its_secret_listed_changed_and_deleted(console: Console) -> None:
    added = console("webhooks", "add", URL, "--description", "1C", "--type", "purchase.paid", "--json").document
    assert added["secret"].startswith("whsec_")
    assert all(word in console("webhooks", "list").out for word in (added["id"], URL, "purchase.paid", "yes"))
    assert added["secret"] not in console("webhooks", "list", "--json").out

    changed = console("webhooks", "change", added["id"], URL, "--description", "CRM", "--off", "--json").document
    assert (changed["description"], changed["enabled"], changed["types"]) == ("CRM", False, None)
    assert console("webhooks", "secret", added["id"], "--json").document["secret"] != added["secret"]

    assert console("webhooks", "delete", added["id"]).out == f"The webhook {added['id']} is deleted.\n"
    assert console("webhooks", "list", "--all", "--json").document["total"] == 0


def test_dead_letters_are_listed_and_delivered_again(console: Console) -> None:
    """How there come to be some: see store_server/tests/accounting."""
    assert console("webhooks", "dead-letters", "--all", "--json").document["items"] == []
    assert console("webhooks", "replay").out == "0 will be delivered again.\n"


def test_an_unknown_one_is_told_with_the_way_to_the_known_ones(console: Console) -> None:
    assert "`webhooks list --all` shows those" in console("webhooks", "delete", uuid4()).err
    assert "`webhooks dead-letters --all` shows those" in console("webhooks", "replay", uuid4()).err


def test_an_address_that_may_not_be_called_is_told_why(console: Console) -> None:
    ended = console("webhooks", "add", "http://10.0.0.5/", "--description", "1C")

    assert ended.status == 1
    assert "private network" in ended.err
