"""One Compose stack for all of these tests: it takes a minute to start. `make test-compose` runs them."""

from collections.abc import Generator

import pytest

from operations.lab import Lab, laboratory

PATIENCE_SECONDS = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the images to be built."""
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE_SECONDS))


@pytest.fixture(scope="session")
def lab() -> Generator[Lab]:
    with laboratory() as started:
        yield started
