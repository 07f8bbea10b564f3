from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import typer

Console = Callable[..., Any]
PASSWORD = "a password of the tests"


@pytest.fixture
def engineer(console: Console, type_in: Callable[[str], None]) -> Any:
    type_in(f"{PASSWORD}\n")
    return console("engineers", "add", "ivanova", "--password-stdin", "--json").document


def test_an_engineer_is_added_listed_and_deleted(console: Console, engineer: Any) -> None:
    assert engineer == {"id": engineer["id"], "login": "ivanova"}
    assert console("engineers", "list", "--json").document["items"] == [engineer]
    assert "ivanova" in console("engineers", "list").out

    assert console("engineers", "delete", engineer["id"], "--json").document == {"status": "OK"}
    assert console("engineers", "list", "--json").document["items"] == []


def test_the_password_is_in_no_output(console: Console, type_in: Callable[[str], None]) -> None:
    type_in(f"{PASSWORD}\n")
    added = console("engineers", "add", "ivanova", "--password-stdin")
    type_in(f"{PASSWORD}\n")
    again = console("engineers", "add", "ivanova", "--password-stdin")

    assert "ivanova" in added.out
    assert (again.status, again.out) == (1, "")
    assert "choose another login" in again.err
    assert PASSWORD not in added.out + added.err + again.err


def test_a_refused_password_is_not_repeated(console: Console, type_in: Callable[[str], None]) -> None:
    type_in("short\n")

    ended = console("engineers", "add", "ivanova", "--password-stdin", "--json")

    assert ended.status == 2
    assert ended.refusal["detail"].startswith("password: ")
    assert "short" not in ended.refusal["detail"].split()


def test_there_is_no_option_that_would_show_the_password_to_everybody(console: Console) -> None:
    ended = console("engineers", "add", "ivanova", "--password", PASSWORD)

    assert ended.status == 2
    assert "No such option: --password" in ended.err
    assert PASSWORD not in ended.err


def test_without_a_keyboard_the_way_to_give_the_password_is_told(
    console: Console, type_in: Callable[[str], None]
) -> None:
    type_in("")

    ended = console("engineers", "add", "ivanova")

    assert ended.status == 2
    assert "--password-stdin" in ended.err


def test_a_question_that_is_left_changes_nothing(
    console: Console, type_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: object, **__: object) -> str:
        raise typer.Abort

    type_in("")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(typer, "prompt", leave)

    ended = console("engineers", "add", "ivanova")

    assert (ended.status, ended.out, ended.err) == (1, "", "stopped before anything was changed\n")
    assert console("engineers", "list", "--json").document["total"] == 0


class TestPrivileges:
    def test_they_are_given_by_name_and_taken_away(self, console: Console, engineer: Any) -> None:
        given = console("engineers", "privileges", engineer["id"], "robot_login", "ROBOT_ADMIN")
        taken = console("engineers", "privileges", engineer["id"], "--none", "--json")

        assert given.out == f"The engineer {engineer['id']} has ROBOT_ADMIN, ROBOT_LOGIN.\n"
        assert taken.document == {"status": "OK"}

    def test_an_unknown_one_is_refused_with_those_there_are(self, console: Console) -> None:
        ended = console("engineers", "privileges", uuid4(), "DRIVER")

        assert ended.status == 2
        assert "'DRIVER' is no privilege: there are ROBOT_LOGIN, STORE_LOGIN, ROBOT_ADMIN" in ended.err

    @pytest.mark.parametrize("named", [(), ("ROBOT_LOGIN", "--none")])
    def test_nothing_is_taken_away_by_forgetting(self, console: Console, named: tuple[str, ...]) -> None:
        ended = console("engineers", "privileges", uuid4(), *named)

        assert ended.status == 2
        assert "--none" in ended.err

    def test_an_unknown_engineer_is_refused(self, console: Console) -> None:
        ended = console("engineers", "privileges", uuid4(), "ROBOT_LOGIN", "--json")

        assert ended.status == 1
        assert ended.refusal["code"] == "EngineerNotFound"


class TestCards:
    def test_a_card_is_given_and_taken_away_and_is_in_no_output(
        self, console: Console, engineer: Any, type_in: Callable[[str], None]
    ) -> None:
        type_in("04A1B2C3\n")
        given = console("engineers", "card", engineer["id"], "--card-stdin")
        taken = console("engineers", "card", engineer["id"], "--none")

        assert given.out == f"The engineer {engineer['id']} has a new card.\n"
        assert taken.out == f"The engineer {engineer['id']} has no card.\n"
        assert "04A1B2C3" not in given.out + given.err

    def test_anothers_card_is_refused_with_what_to_do(
        self, console: Console, engineer: Any, type_in: Callable[[str], None]
    ) -> None:
        type_in(f"{PASSWORD}\n04A1B2C3\n04A1B2C3\n")
        other = console("engineers", "add", "petrova", "--password-stdin", "--json").document
        console("engineers", "card", other["id"], "--card-stdin")

        ended = console("engineers", "card", engineer["id"], "--card-stdin")

        assert ended.status == 1
        assert "`engineers card --none`" in ended.err

    def test_giving_and_taking_at_once_is_misuse(self, console: Console) -> None:
        ended = console("engineers", "card", uuid4(), "--none", "--card-stdin")

        assert ended.status == 2
        assert "choose one of them" in ended.err
