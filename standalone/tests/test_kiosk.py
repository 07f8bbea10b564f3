import json
import sys
from pathlib import Path

import psutil
import pytest

from provodnik.embedded.process import has_ended
from standalone.kiosk import Kiosk

TELLS_ITS_ENVIRONMENT = [sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))"]


def environment_of(folder: Path, settings: dict[str, str] | None = None) -> dict[str, str]:
    with Kiosk(folder, "http://127.0.0.1:8080", settings, TELLS_ITS_ENVIRONMENT) as kiosk:
        kiosk.start()
        assert kiosk.pid
        assert has_ended(psutil.Process(kiosk.pid), 10)
        return json.loads(kiosk.log.path.read_text())


def test_the_robot_is_told_the_gateway_and_a_folder_of_its_own(tmp_path: Path) -> None:
    told = environment_of(tmp_path / "kiosk")

    assert told["ROBOT_SERVER_URL"] == "http://127.0.0.1:8080"
    assert told["ROBOT_DATA_FOLDER"] == str(tmp_path / "kiosk" / "data")


def test_the_display_and_the_users_own_settings_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    monkeypatch.setenv("ROBOT_CAMERA", "picture:/of/the/user")
    monkeypatch.setenv("ROBOT_LANGUAGE", "en")

    told = environment_of(tmp_path / "kiosk", {"ROBOT_CAMERA": "scripted:/of/the/demo"})

    assert told["WAYLAND_DISPLAY"] == "wayland-7"
    assert told["ROBOT_LANGUAGE"] == "en"
    assert told["ROBOT_CAMERA"] == "scripted:/of/the/demo"
