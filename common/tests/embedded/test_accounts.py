import os
from pathlib import Path

import pytest

from provodnik.embedded import accounts
from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import EmbeddedServerError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give data to somebody else")


@pytest.mark.skipif(os.geteuid() == 0, reason="root does not run servers as root")
def test_an_ordinary_user_runs_the_servers_as_themselves(tmp_path: Path) -> None:
    assert Account.for_data(tmp_path / "new") == Account.current()
    assert Account.for_data(tmp_path) == Account.current()


@as_root
def test_root_runs_new_servers_as_nobody(tmp_path: Path) -> None:
    assert Account.for_data(tmp_path / "new").name == "nobody"


@as_root
def test_a_folder_that_root_made_and_left_empty_is_new(tmp_path: Path) -> None:
    assert Account.for_data(tmp_path).name == "nobody"


@as_root
def test_a_machine_without_that_account_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(accounts, "UNPRIVILEGED", "no-such-account")

    with pytest.raises(EmbeddedServerError, match="add it, or start as an ordinary user"):
        Account.for_data(tmp_path / "new")


def test_an_account_without_a_name_goes_by_its_number() -> None:
    assert Account(4_000_000, 4_000_000).name == "user 4000000"
