import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from robot.data_folder import open_data_folder
from robot.faults import Fault

Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def start(data_folder: Path) -> Start:
    def start(**settings: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ROBOT_")}
        environment |= {"QT_QPA_PLATFORM": "offscreen", "ROBOT_DATA_FOLDER": str(data_folder), **settings}
        command = [sys.executable, "-m", "robot"]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30, check=False
        )

    return start


def refused(ended: "subprocess.CompletedProcess[str]") -> str:
    """The one thing that it says."""
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_a_bad_setting_is_named_before_anything_is_touched(start: Start, data_folder: Path) -> None:
    assert refused(start(ROBOT_WINDOW="large")).startswith("ROBOT_WINDOW can't be used: ")
    assert list(data_folder.iterdir()) == []


def test_a_data_folder_that_others_may_enter_is_refused_with_the_way_to_mend_it(
    start: Start, data_folder: Path
) -> None:
    data_folder.chmod(0o755)

    assert f"chmod 700 {data_folder}" in refused(start())


def test_a_broken_key_is_refused_and_left_alone(start: Start, data_folder: Path) -> None:
    key = data_folder / "robot_key.pem"
    key.write_text("rubbish")
    key.chmod(0o600)

    assert f"The kiosk can't start: {key} holds no usable private key" in refused(start())
    assert key.read_text() == "rubbish"


def test_a_panel_that_can_not_be_made_is_named(start: Start, data_folder: Path) -> None:
    assert "ROBOT_PANEL_SOCKET" in refused(start(ROBOT_PANEL_SOCKET=str(data_folder / "missing" / "panel.sock")))


def test_two_kiosks_do_not_share_a_folder(data_folder: Path) -> None:
    open_data_folder(data_folder)

    with pytest.raises(Fault, match="another kiosk uses"):
        open_data_folder(data_folder)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Fault, match="name another folder in ROBOT_DATA_FOLDER"):
        open_data_folder(tmp_path / "file" / "robot")
