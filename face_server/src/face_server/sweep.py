"""`python -m face_server.sweep FOLDER` rewrites Chroma's SQLite without what was deleted; Chroma may be running."""

import sqlite3
import sys
from pathlib import Path
from typing import Final

from face_server.faces.sweeping import sweep

_ARGUMENTS: Final = 2


def main(arguments: list[str]) -> None:
    if len(arguments) != _ARGUMENTS:
        raise SystemExit("usage: python -m face_server.sweep <the folder in which Chroma keeps chroma.sqlite3>")
    try:
        sweep(Path(arguments[1]))
    except sqlite3.Error as error:
        raise SystemExit(f"{arguments[1]} was not swept: {error}") from None


if __name__ == "__main__":
    main(sys.argv)
