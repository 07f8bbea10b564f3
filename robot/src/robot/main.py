"""`python -m robot`: the kiosk."""

import logging
import os
import sys

from robot.config import read_settings
from robot.faults import Fault
from robot.ui.libraries import MissingLibrary, prepare_qt

logger = logging.getLogger(__name__)


def main() -> None:
    """Exits with 0 when told to end, and with 2 and a line of what to mend when it can't begin."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for every request, every few seconds
    settings = read_settings()
    try:
        prepare_qt(os.environ)
        from robot.composition import run  # noqa: PLC0415 - Qt's libraries are looked at before they are loaded

        run(settings)
    except (Fault, MissingLibrary) as fault:
        sys.stderr.write(f"The kiosk can't start: {fault}\n")
        raise SystemExit(2) from None
