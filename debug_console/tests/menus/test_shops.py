from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from store_server.testing.fixtures import ADMIN_TOKEN

Console = Callable[..., Any]
STORE = ("Буфет", "--type", "SHOP", "--description", "Чай", "--logo-url", "/static/a.svg")


@pytest.fixture
def console(run: Console, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Run a command against a real store_server."""
    monkeypatch.setenv("CONSOLE_URL", store_url)
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", "base_servers-own")
    monkeypatch.setenv("CONSOLE_STORE_ADMIN_TOKEN", ADMIN_TOKEN.get_secret_value())
    return run


def test_a_store_is_added_listed_shown_and_removed(console: Console) -> None:
    added = console("shops", "add", *STORE, "--json").document

    assert (added["name"], added["store_type"]) == ("Буфет", "SHOP")
    assert console("shops", "list", "--json").document["items"] == [added]
    assert all(word in console("shops", "list").out for word in (added["id"], "Буфет"))
    assert console("shops", "show", added["id"], "--json").document == added

    assert console("shops", "delete", added["id"]).out == f"The store {added['id']} is removed.\n"
    assert console("shops", "list", "--all", "--json").document["total"] == 0


def test_what_it_sells_is_added_and_listed_with_its_price(console: Console) -> None:
    store_id = console("shops", "add", *STORE, "--json").document["id"]
    words = ("Чай", "--description", "Горячий", "--price-penny", 15005, "--balance", 7, "--category", "Напитки")

    item = console("shops", "add-item", store_id, *words, "--json").document

    assert (item["price_penny"], item["balance"]) == (15005, 7)
    assert console("shops", "items", store_id, "--all", "--json").document["items"] == [item]
    assert all(word in console("shops", "items", store_id).out for word in ("Напитки", "150.05"))


def test_an_unknown_one_is_told_with_the_way_to_the_known_ones(console: Console) -> None:
    ended = console("shops", "delete", uuid4())

    assert ended.status == 1
    assert "`shops list --all` shows those" in ended.err


def test_without_store_servers_token_the_ways_to_one_are_told(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONSOLE_STORE_ADMIN_TOKEN")

    ended = console("shops", "list", "--json")

    assert ended.status == 2
    assert ended.refusal["code"] == "TokenMissing"
    assert "CONSOLE_STORE_ADMIN_TOKEN" in ended.refusal["detail"]
