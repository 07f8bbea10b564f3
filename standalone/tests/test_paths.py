from pathlib import Path

import pytest

from standalone import paths
from standalone.errors import StackError
from standalone.lock import StackLock
from standalone.paths import Paths, var_of


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "CHECKOUT", tmp_path)
    return tmp_path


def test_the_default_port_has_var_and_any_other_a_folder_in_it(checkout: Path) -> None:
    assert var_of(8080) == checkout / "var"
    assert var_of(9000) == checkout / "var" / "9000"


def test_every_folder_on_the_way_is_closed_to_others(checkout: Path) -> None:
    lock = StackLock(Paths(var_of(9000)))
    lock.take()
    lock.release()

    assert (checkout / "var").stat().st_mode & 0o777 == 0o700
    assert (checkout / "var" / "9000").stat().st_mode & 0o777 == 0o700


def test_one_stack_at_a_time_has_the_data(tmp_path: Path) -> None:
    first, second = StackLock(Paths(tmp_path)), StackLock(Paths(tmp_path))
    first.take()

    with pytest.raises(StackError, match=r"running on .* already"):
        second.take()

    first.release()
    second.take()
    second.release()
