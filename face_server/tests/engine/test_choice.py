import pickle
from pathlib import Path

import pytest

from face_server.engine.choice import recipe_of
from face_server.engine.errors import EngineUnusable


def test_mobilefacenet_is_named_with_its_version(weights: Path) -> None:
    assert recipe_of("mobilefacenet", weights).likeness.name == "mobilefacenet-1"


def test_dlib_is_named_with_its_version() -> None:
    assert recipe_of("dlib").likeness.name == "dlib-1"


def test_auto_takes_mobilefacenet_where_its_weights_are(weights: Path) -> None:
    assert recipe_of("auto", weights).likeness.name == "mobilefacenet-1"


def test_auto_takes_dlib_where_they_are_not(tmp_path: Path) -> None:
    assert recipe_of("auto", tmp_path / "missing.tflite").likeness.name == "dlib-1"


def test_missing_weights_are_refused_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(EngineUnusable, match=r"make setup.*npm ci.*face_server"):
        recipe_of("mobilefacenet", tmp_path / "missing.tflite")


@pytest.mark.parametrize("engine", ["mobilefacenet", "auto"])
def test_other_weights_are_refused(engine: str, tmp_path: Path) -> None:
    other = tmp_path / "MobileFaceNet.tflite"
    other.write_bytes(b"TFL3")

    with pytest.raises(EngineUnusable, match=r"SHA-256.*make setup"):
        recipe_of(engine, other)


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(EngineUnusable, match=r"'arcface'.*mobilefacenet, dlib, auto or manifest:"):
        recipe_of("arcface")


@pytest.mark.parametrize("engine", ["auto", "dlib"])
def test_a_recipe_can_be_sent_to_a_process(engine: str) -> None:
    recipe = recipe_of(engine)

    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301 - made in the same line
