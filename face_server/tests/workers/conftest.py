from collections.abc import Callable

import numpy as np
import pytest

from provodnik.testing.pictures import jpeg


@pytest.fixture(scope="session")
def grey() -> Callable[[int], bytes]:
    """A picture file of one level of grey: what it does to the faulty engine is in face_server.testing.faulty."""

    def of(level: int) -> bytes:
        return jpeg(np.full((32, 32, 3), level, dtype=np.uint8))

    return of
