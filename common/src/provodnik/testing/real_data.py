"""Real photographs and clips, which lie beside the project and are never copied into it."""

import os
from pathlib import Path
from typing import Final

_BESIDE_THE_PROJECT: Final = Path(__file__).resolve().parents[5] / "shared" / "data"


def data_folder() -> Path:
    """Where they are, if they are there: `PROVODNIK_TEST_DATA`, or beside the checkout."""
    return Path(os.environ.get("PROVODNIK_TEST_DATA") or _BESIDE_THE_PROJECT)
