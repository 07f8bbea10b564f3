"""What the robot's body measures: its battery and its warmth. None for what nothing measures."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol, cast

FORMS: Final = "system, or simulated:/path to a JSON file with battery_percent and temperature_c"
_SIMULATED: Final = "simulated:"


class Sensors(Protocol):
    def battery_percent(self) -> float | None: ...

    def temperature_c(self) -> float | None: ...


def is_sensors(setting: str) -> bool:
    return setting == "system" or (setting.startswith(_SIMULATED) and len(setting) > len(_SIMULATED))


def sensors_of(setting: str) -> Sensors:
    """From a setting that `is_sensors`."""
    if setting == "system":
        return SystemSensors()
    return SimulatedSensors(Path(setting.removeprefix(_SIMULATED)))


class SystemSensors:
    """As Linux tells them."""

    def __init__(self, root: Path = Path("/sys/class")) -> None:
        self._root = root

    def battery_percent(self) -> float | None:
        """The emptiest."""
        return min(self._batteries(), default=None)

    def temperature_c(self) -> float | None:
        """The warmest place."""
        told = _numbers(self._root.glob("thermal/thermal_zone*/temp"))
        return max((thousandths / 1000 for thousandths in told), default=None)

    def _batteries(self) -> list[float]:
        supplies = (path.parent for path in self._root.glob("power_supply/*/type") if _text(path) == "Battery")
        return _numbers(supply / "capacity" for supply in supplies)


class SimulatedSensors:
    """Replace the file atomically to change what they measure."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def battery_percent(self) -> float | None:
        return self._told("battery_percent")

    def temperature_c(self) -> float | None:
        return self._told("temperature_c")

    def _told(self, name: str) -> float | None:
        try:
            told: Any = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        value: Any = cast("dict[str, Any]", told).get(name) if isinstance(told, dict) else None
        return value if isinstance(value, (int, float)) else None


def _numbers(paths: Iterable[Path]) -> list[float]:
    return [float(text) for path in paths if (text := _text(path)).lstrip("-").isdecimal()]


def _text(path: Path) -> str:
    """Empty where a sensor doesn't answer."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
