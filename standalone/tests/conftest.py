"""A whole stack, shared by the tests that leave it as they found it."""

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from provodnik.embedded.ports import free_port
from standalone.stack import Stack

# For the kiosk, which has tests of its own.
STAND_IN = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stack]:
    var = tmp_path_factory.mktemp("stack") / "var"
    with Stack(free_port(), var, kiosk_program=STAND_IN) as started:
        yield started


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"
