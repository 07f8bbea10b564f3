"""Fixtures on a real Chroma: one server per run; a test names its collections by itself."""

from collections.abc import Generator
from pathlib import Path

import pytest

from provodnik.embedded.chroma import Chroma


@pytest.fixture(scope="session")
def chroma(servers_folder: Path) -> Generator[Chroma]:
    with Chroma(servers_folder / "chroma") as server:
        yield server


@pytest.fixture
def chroma_url(chroma: Chroma) -> str:
    return chroma.url()
