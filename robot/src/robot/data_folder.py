"""The robot's own folder: its key, its id, and what is still to be sent."""

import fcntl
import os
from pathlib import Path

from robot.faults import Fault
from robot.kept.files import make_private_folder


def open_data_folder(path: Path) -> Path:
    """Private, and this kiosk's alone until the process ends. Raises Fault."""
    folder = path.expanduser().absolute()
    try:
        make_private_folder(folder)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as cause:
        raise Fault(f"{folder} can't be used ({cause.strerror}): name another folder in ROBOT_DATA_FOLDER") from cause
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as cause:
        raise Fault(f"another kiosk uses {folder}; end it, or name another folder in ROBOT_DATA_FOLDER") from cause
    return folder
