"""What Qt needs of the system, looked at before Qt looks: it would abort the process, or name a file only.

Imports nothing of Qt, so that it can be imported where Qt can't.
"""

import ctypes
import re
from collections.abc import Mapping, MutableMapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_PACKAGES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
_LIBRARY: Final = re.compile(r"lib[\w.+-]+\.so[\w.]*")


class MissingLibrary(Exception):
    """A library of the system that Qt needs is not installed."""


def platform_of(environ: Mapping[str, str]) -> str:
    """Qt's platform plugin: as told, a window where there is a display, else a picture that nobody sees."""
    if told := environ.get("QT_QPA_PLATFORM"):
        return told
    if environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if environ.get("DISPLAY") else "offscreen"


def prepare_qt(environ: MutableMapping[str, str], *, software: bool = False) -> None:
    """Call before anything else of `robot.ui` is imported, with os.environ. Raises MissingLibrary.

    Off-screen, or where told so, everything is drawn without a graphics card.
    """
    platform = platform_of(environ)
    check_libraries(platform)
    environ["QT_QPA_PLATFORM"] = platform
    if software or platform == "offscreen":
        environ["QT_QUICK_BACKEND"] = "software"
    # One thread draws and runs Python: the camera's picture is painted by Python.
    environ.setdefault("QSG_RENDER_LOOP", "basic")


def check_libraries(platform: str) -> None:
    """Raises MissingLibrary, which names the Debian package to install."""
    try:
        import_module("PySide6.QtQuick")
        if platform == "xcb":
            ctypes.CDLL(str(_xcb_plugin()))
    except (ImportError, OSError) as cause:
        raise MissingLibrary(told(str(cause))) from cause


def told(problem: str) -> str:
    found = _LIBRARY.search(problem)
    library = found.group() if found else ""
    if package := _PACKAGES.get(library):
        return f"Qt needs {library}: install it with `apt-get install {package}`"
    return f"Qt can't start: {problem}"


def _xcb_plugin() -> Path:
    spec = find_spec("PySide6")
    folder = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    return folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
