"""An operator's own network: a file and a manifest of it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from face_server.engine.choice import recipe_of
from face_server.engine.errors import EngineUnusable
from face_server.engine.interface import Engine
from face_server.testing.onnx_file import matrix_network
from provodnik.testing.pictures import astronaut

MOBILEFACENET = """
name = "own"
version = "7"
file = "{file}"
sha256 = "{sha256}"
width = 112
height = 112
layout = "NHWC"
colours = "RGB"
mean = 127.5
scale = 128
template = [[38.28, 53.05], [73.39, 52.84], [56.04, 79.63]]
dimension = 192
limit = 0.5
"""
MATRIX = """
name = "matrix"
version = "1"
file = "matrix.onnx"
sha256 = "{sha256}"
width = 24
height = 16
layout = "{layout}"
colours = "{colours}"
mean = 0
scale = 255
template = [[8, 5], [16, 5], [12, 10]]
dimension = 32
limit = 0.9
"""
WEIGHTS = np.random.default_rng(0).normal(size=(3 * 16 * 24, 32)).astype(np.float32)

Write = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path, weights: Path) -> Write:
    """Writes a manifest of MobileFaceNet's file, one line of it changed."""

    def write(before: str = "", after: str = "") -> Path:
        text = MOBILEFACENET.format(file=weights, sha256=sha256(weights.read_bytes()).hexdigest())
        assert before in text
        path = tmp_path / "own.toml"
        path.write_text(text.replace(before, after) if before else text)
        return path

    return write


@pytest.fixture
def matrix(tmp_path: Path) -> Callable[..., Engine]:
    """Loads the ONNX network of one matrix through a manifest."""

    def load(layout: str = "NCHW", colours: str = "RGB", batch: int | str = "n") -> Engine:
        shape = (batch, 3, 16, 24) if layout == "NCHW" else (batch, 16, 24, 3)
        file = matrix_network(WEIGHTS, shape)
        (tmp_path / "matrix.onnx").write_bytes(file)
        manifest = MATRIX.format(sha256=sha256(file).hexdigest(), layout=layout, colours=colours)
        (tmp_path / "matrix.toml").write_text(manifest)
        return recipe_of(f"manifest:{tmp_path / 'matrix.toml'}").load()

    return load


class TestTfLite:
    def test_mobilefacenet_through_a_manifest_makes_the_same_vectors(self, own: Write, mobile: Engine) -> None:
        engine = recipe_of(f"manifest:{own()}").load()

        assert (engine.likeness.name, engine.likeness.dimension) == ("own-7", 192)
        vector = engine.describe_frame(astronaut()).vector
        assert np.array_equal(vector, mobile.describe_frame(astronaut()).vector)

    def test_the_limit_is_the_manifests(self, own: Write) -> None:
        likeness = recipe_of(f"manifest:{own()}").likeness
        probe, other = np.eye(192, dtype=np.float32)[0], np.zeros(192, dtype=np.float32)
        other[:2] = 0.55, np.sqrt(1 - 0.55**2)

        assert likeness.best(probe, 1, other[np.newaxis], [1]).row == 0

    def test_the_least_sizes_are_the_manifests(self, own: Write) -> None:
        manifest = own("limit = 0.5", "limit = 0.5\nsmallest_photograph_px = 200")
        engine = recipe_of(f"manifest:{manifest}").load()

        with pytest.raises(Exception, match="too small"):
            engine.describe_photograph(astronaut())

    def test_the_colours_order_matters(self, own: Write, mobile: Engine) -> None:
        engine = recipe_of(f"manifest:{own('RGB', 'BGR')}").load()

        cosine = engine.describe_frame(astronaut()).vector @ mobile.describe_frame(astronaut()).vector
        assert 0.3 < cosine < 0.999


class TestOnnx:
    def test_a_vector_is_made_of_the_crop_and_its_mirror_image(self, matrix: Callable[..., Engine]) -> None:
        picture = astronaut()
        vector = matrix().describe_frame(picture).vector

        assert vector.shape == (32,)
        assert np.linalg.norm(vector) == pytest.approx(1)
        mirrored = matrix().describe_frame(np.ascontiguousarray(picture[:, ::-1])).vector
        assert vector @ mirrored > 0.98

    @pytest.mark.parametrize("batch", [1, 2, "n"])
    def test_it_may_take_one_picture_or_several_at_once(self, matrix: Callable[..., Engine], batch: int | str) -> None:
        vector = matrix(batch=batch).describe_frame(astronaut()).vector

        assert vector == pytest.approx(matrix(batch="n").describe_frame(astronaut()).vector, abs=1e-5)

    def test_the_layout_and_the_colours_matter(self, matrix: Callable[..., Engine]) -> None:
        vectors = [
            matrix(layout, colours).describe_frame(astronaut()).vector
            for layout in ("NCHW", "NHWC")
            for colours in ("RGB", "BGR")
        ]

        for number, vector in enumerate(vectors):
            assert all(float(vector @ other) < 0.99 for other in vectors[number + 1 :])


class TestRefusals:
    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("dimension = 192", "dimension = 128", "dimension 128"),
            ("width = 112", "width = 96", "does not run on an input of"),
            ('"NHWC"', '"NCHW"', "does not run on an input of"),
            ('"NHWC"', '"HWC"', "layout"),
            ("limit = 0.5", "limit = 62", "limit"),
            ("limit = 0.5", "", "limit: Field required"),
            ("scale = 128", "scale = 0", "scale"),
            ("mean = 127.5", "mean = 127.5\nmeaning = 1", "meaning"),
            ("width = 112", "width = ", "can't be read"),
            ('name = "own"', 'name = "Own Name"', "name"),
            (".tflite", ".pb", "end in"),
            (".tflite", "-missing.tflite", "bring the file"),
        ],
    )
    def test_a_manifest_that_is_not_right_is_explained(self, own: Write, before: str, after: str, told: str) -> None:
        with pytest.raises(EngineUnusable, match=told):
            recipe_of(f"manifest:{own(before, after)}").load()

    def test_another_file_than_the_manifests_is_refused(self, own: Write, weights: Path) -> None:
        manifest = own()
        copy = manifest.with_name("copy.tflite")
        copy.write_bytes(weights.read_bytes()[:-1] + b"!")
        manifest.write_text(manifest.read_text().replace(str(weights), "copy.tflite"))

        with pytest.raises(EngineUnusable, match="SHA-256"):
            recipe_of(f"manifest:{manifest}")

    def test_a_manifest_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(EngineUnusable, match=r"nowhere\.toml"):
            recipe_of(f"manifest:{tmp_path / 'nowhere.toml'}")

    def test_a_file_that_is_no_network_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "matrix.onnx").write_bytes(b"nothing")
        text = MATRIX.format(sha256=sha256(b"nothing").hexdigest(), layout="NCHW", colours="RGB")
        (tmp_path / "matrix.toml").write_text(text)

        with pytest.raises(EngineUnusable, match="does not run"):
            recipe_of(f"manifest:{tmp_path / 'matrix.toml'}").load()
