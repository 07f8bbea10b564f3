import os
from pathlib import Path

import pytest

from provodnik.embedded.logs import LONGEST, ServerLog


@pytest.fixture
def log(tmp_path: Path) -> ServerLog:
    return ServerLog(tmp_path / "server.log")


def test_the_tail_is_of_this_start_only(log: ServerLog) -> None:
    for line in (b"an earlier start\n", b"first\nsecond\nthird\n"):
        with log.opened() as descriptor:
            os.write(descriptor, line)

    assert log.tail(lines=2) == "  second\n  third"
    assert log.tail() == "  first\n  second\n  third"


def test_an_empty_log_says_so(log: ServerLog) -> None:
    with log.opened():
        assert log.tail() == "  (it wrote nothing)"


def test_a_long_log_is_put_aside_under_the_hands_of_its_writer(log: ServerLog) -> None:
    with log.opened() as descriptor:
        for line in (b"before\n" * LONGEST, b"after\n"):
            os.write(descriptor, line)
            log.shorten()

    assert log.path.read_text() == "after\n"
    assert log.path.with_suffix(".log.1").read_text().startswith("before\n")
    assert log.tail() == "  after"


def test_only_its_owner_reads_it(log: ServerLog) -> None:
    with log.opened():
        assert log.path.stat().st_mode & 0o777 == 0o600
