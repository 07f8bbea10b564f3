"""Real faces for tests: the one that comes with a package, and the test data where they are."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from provodnik.faces.detection import Picture
from provodnik.testing.real_data import data_folder


def astronaut() -> Picture:
    """A photograph of one person's face, [512, 512, 3], which comes with scikit-image."""
    return np.ascontiguousarray(data.astronaut())


def jpeg(picture: Picture, quality: int = 92) -> bytes:
    """The picture as a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Skips the test where the test data are absent."""
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip(f"the test data are not at {folder}; PROVODNIK_TEST_DATA names their folder")
    return folder


@pytest.fixture(scope="session")
def london(real_data: Path) -> dict[str, tuple[Path, Path]]:
    """102 people by their number: a neutral photograph and a smiling one, 512 by 512."""

    def by_number(kind: str) -> dict[str, Path]:
        return {path.name.split("_")[0]: path for path in (real_data / "faces" / "london" / kind).glob("*.jpg")}

    neutral, smiling = by_number("neutral"), by_number("smiling")
    return {number: (neutral[number], smiling[number]) for number in sorted(neutral.keys() & smiling.keys())}
