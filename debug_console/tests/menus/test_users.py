from collections.abc import Callable
from typing import Any
from uuid import uuid4

from provodnik.contracts.pages import Page
from provodnik.contracts.users import UserRead

Console = Callable[..., Any]


def test_a_passenger_is_added_and_deleted(console: Console, passenger: Any) -> None:
    assert passenger == {"id": passenger["id"], "name": "Анна"}

    assert console("users", "delete", passenger["id"], "--json").document == {"status": "OK"}
    assert console("users", "list", "--json").document["total"] == 0


def test_the_answers_are_readable_without_json(console: Console) -> None:
    added = console("users", "add", "Анна")
    user_id = console("users", "list", "--json").document["items"][0]["id"]
    listed = console("users", "list")
    deleted = console("users", "delete", user_id)

    assert {"id", "name", user_id, "Анна"} <= set(added.out.split())
    assert user_id in listed.out
    assert "1 in all, page 1 of 1" in listed.out
    assert deleted.out == f"The passenger {user_id} is deleted.\n"
    assert console("users", "list").out == "0 in all, page 1 of 1\n"


def test_a_list_is_shown_by_pages_or_whole(console: Console) -> None:
    added = [console("users", "add", name, "--json").document for name in ("Анна", "Борис", "Вера")]

    second = Page[UserRead].model_validate(
        console("users", "list", "--page", 2, "--size", 2, "--json").document, extra="forbid"
    )
    whole = console("users", "list", "--all", "--json").document

    assert [user.name for user in second.items] == ["Вера"]
    assert (second.total, second.page, second.size, second.pages) == (3, 2, 2, 2)
    assert whole == {"items": added, "total": 3, "page": 1, "size": 3, "pages": 1}


def test_a_part_of_the_whole_is_misuse(console: Console) -> None:
    ended = console("users", "list", "--all", "--page", 2)

    assert (ended.status, ended.out) == (2, "")
    assert "give one of them" in ended.err


def test_a_name_is_shown_as_the_text_it_is(console: Console) -> None:
    """Neither rich's markup, nor a sequence that a terminal obeys, nor one that turns the text around."""
    console("users", "add", "[red]Анна\u009b31m\u202e")

    assert "[red]Анна\ufffd31m\ufffd" in console("users", "list").out


def test_an_unknown_passenger_is_told_with_the_way_to_the_known_ones(console: Console) -> None:
    ended = console("users", "delete", uuid4())

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == "There is no user with this id; `users list --all` shows those there are\n"


def test_a_name_that_is_too_long_is_misuse_and_reaches_no_server(console: Console) -> None:
    ended = console("users", "add", "Я" * 61, "--json")

    assert ended.status == 2
    assert ended.refusal["code"] == "MalformedInput"
    assert ended.refusal["detail"].startswith("name: ")


def test_an_account_of_keycloak_is_linked_to_a_passenger_and_parted(console: Console, passenger: Any) -> None:
    account = uuid4()

    linked = console("users", "link", passenger["id"], account)
    parted = console("users", "unlink", passenger["id"], account, "--json")

    assert linked.out == f"The account {account} is the passenger {passenger['id']}.\n"
    assert parted.document == {"status": "OK"}


def test_an_account_that_is_anothers_is_told_with_the_way_to_part_it(console: Console, passenger: Any) -> None:
    boris, account = console("users", "add", "Борис", "--json").document, uuid4()
    console("users", "link", passenger["id"], account)

    linked = console("users", "link", boris["id"], account)
    parted = console("users", "unlink", boris["id"], account)

    assert (linked.status, parted.status) == (1, 1)
    assert "`users unlink`" in linked.err
    assert "not linked to this passenger" in parted.err
