from pathlib import Path

import pytest

from face_server.engine.choice import recipe_of
from face_server.engine.interface import Engine
from face_server.engine.mobilefacenet import mobilefacenet


@pytest.fixture(scope="session")
def weights() -> Path:
    """MobileFaceNet's file. Skips the test where npm has not brought it."""
    file = mobilefacenet().file
    if not file.is_file():
        pytest.skip("the weights of MobileFaceNet are not there; `make setup` brings them where npm is installed")
    return file


@pytest.fixture(scope="session")
def mobile(weights: Path) -> Engine:
    return recipe_of("mobilefacenet", weights).load()


@pytest.fixture(scope="session")
def dlib_engine() -> Engine:
    return recipe_of("dlib").load()
