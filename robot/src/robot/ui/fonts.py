import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFontDatabase

from robot.ui.presentation.pages import Icon

_WEIGHTS: Final = ("Medium", "SemiBold", "ExtraBold")
_PHOSPHOR: Final = "phosphor-1.3.0.ttf"
_PHOSPHOR_NAMES: Final = "phosphor-charmap-1.3.0.json"


class MissingFont(Exception):
    """A font that the screens are drawn with is not there."""


@dataclass(frozen=True)
class Fonts:
    """Names of families, and the character of each icon in the second."""

    family: str
    icons: str
    glyphs: dict[str, str]


def load_fonts() -> Fonts:
    """Needs a QGuiApplication. Raises MissingFont."""
    manrope = _folder("font_manrope", "font-manrope") / "files"
    # By its path: importing qtawesome would look for Qt's widgets.
    phosphor = _folder("qtawesome", "qtawesome") / "fonts"
    families = [_load(manrope / f"Manrope-{weight}.ttf") for weight in _WEIGHTS]
    return Fonts(families[0], _load(phosphor / _PHOSPHOR), glyphs(phosphor / _PHOSPHOR_NAMES))


def glyphs(names: Path) -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(names.read_text(encoding="utf-8"))
        return {icon.value: chr(int(known[icon.value], 16)) for icon in Icon}
    except (OSError, ValueError, KeyError) as cause:
        raise MissingFont(f"{names}: no character for the icon {cause}; install qtawesome 1.4") from cause


def _folder(package: str, distribution: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingFont(f"the package {distribution} is not installed; install the robot's dependencies again")
    return Path(spec.submodule_search_locations[0])


def _load(file: Path) -> str:
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    if not families:
        raise MissingFont(f"{file} is missing or no font; install the robot's dependencies again")
    return families[0]
