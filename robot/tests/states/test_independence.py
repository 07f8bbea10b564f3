import subprocess
import sys

_LOOK = """
import importlib, pkgutil, sys
import robot.states
for module in pkgutil.iter_modules(robot.states.__path__):
    importlib.import_module(f"robot.states.{module.name}")
import robot.fsm.machine, robot.fsm.idle, robot.fsm.diagram
print(*sorted({"PySide6", "qasync", "cv2", "httpx", "zxingcpp"} & sys.modules.keys()))
"""


def test_states_and_their_machine_load_no_screen_no_camera_and_no_network() -> None:
    told = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == ""
