import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import InUse
from provodnik.embedded.process import Launch, has_ended
from standalone.child import Child, stop_orphans
from standalone.errors import ChildEnded


def program(text: str) -> Launch:
    return Launch([sys.executable, "-c", text], Account.current())


LASTING = program("import time; time.sleep(60)")


@pytest.fixture
def child(tmp_path: Path) -> Generator[Child]:
    with Child("helper", tmp_path / "helper") as made:
        yield made


def process_of(child: Child) -> psutil.Process:
    assert child.pid
    return psutil.Process(child.pid)


def test_it_runs_until_it_is_stopped(child: Child) -> None:
    child.launch(LASTING)
    process = process_of(child)
    child.check()

    child.stop()

    assert has_ended(process, 0)
    child.check()


def test_its_end_is_told_with_its_code_and_its_last_words(child: Child) -> None:
    child.launch(program("import sys; sys.exit('the disk is full')"))
    has_ended(process_of(child), 10)

    with pytest.raises(ChildEnded, match=r"helper ended by itself \(1\):\n.*the disk is full") as told:
        child.check()

    assert told.value.code == 1


def test_a_killed_one_can_be_launched_again(child: Child) -> None:
    child.launch(LASTING)
    child.kill()
    with pytest.raises(ChildEnded):
        child.check()

    child.stop()
    child.launch(LASTING)

    child.check()


def test_its_folder_and_log_are_closed_to_others(child: Child) -> None:
    child.launch(LASTING)

    for path in (child.folder, *child.folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_one_that_has_an_owner_is_left_alone(child: Child, tmp_path: Path) -> None:
    child.launch(LASTING)

    with pytest.raises(InUse):
        stop_orphans(tmp_path)

    child.check()
