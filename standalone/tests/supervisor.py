"""A program that starts a stack with a stand-in for the kiosk, names every process, and is then there to be killed."""

import json
import sys
from pathlib import Path

import psutil

from standalone.stack import Stack

STAND_IN = [sys.executable, "-c", "import time; time.sleep(600)"]


def main(port: int, var: Path) -> None:
    with Stack(port, var, kiosk_program=STAND_IN, debug_data=False):
        print(json.dumps([child.pid for child in psutil.Process().children(recursive=True)]), flush=True)  # noqa: T201 - its answer
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
