import json
from pathlib import Path

import pytest

from robot.hardware.sensors import SimulatedSensors, SystemSensors, is_sensors, sensors_of


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class TestTheSystems:
    def test_tell_the_emptiest_battery_and_the_warmest_place(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            power_supply__BAT0__type="Battery\n",
            power_supply__BAT0__capacity="81\n",
            power_supply__BAT1__type="Battery\n",
            power_supply__BAT1__capacity="17\n",
            power_supply__AC__type="Mains\n",
            power_supply__AC__capacity="3\n",
            thermal__thermal_zone0__temp="41500\n",
            thermal__thermal_zone1__temp="58250\n",
        )
        sensors = SystemSensors(tmp_path)

        assert (sensors.battery_percent(), sensors.temperature_c()) == (17, 58.25)

    def test_tell_nothing_where_there_is_none_or_it_does_not_answer(self, tmp_path: Path) -> None:
        assert SystemSensors(tmp_path).battery_percent() is SystemSensors(tmp_path).temperature_c() is None

        write(
            tmp_path,
            power_supply__BAT0__type="Battery",
            thermal__thermal_zone0__temp="",
            thermal__thermal_zone1__temp="warm",
        )

        assert SystemSensors(tmp_path).battery_percent() is SystemSensors(tmp_path).temperature_c() is None

    def test_know_of_frost(self, tmp_path: Path) -> None:
        write(tmp_path, thermal__thermal_zone0__temp="-7000")

        assert SystemSensors(tmp_path).temperature_c() == -7


class TestSimulatedOnes:
    def test_tell_what_the_file_says_now(self, tmp_path: Path) -> None:
        path = tmp_path / "sensors.json"
        sensors = SimulatedSensors(path)
        assert sensors.battery_percent() is None

        path.write_text(json.dumps({"battery_percent": 4, "temperature_c": 81.5}))
        assert (sensors.battery_percent(), sensors.temperature_c()) == (4, 81.5)

        path.write_text(json.dumps({"battery_percent": 90}))
        assert (sensors.battery_percent(), sensors.temperature_c()) == (90, None)

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"battery_percent": "full"}'])
    def test_tell_nothing_where_the_file_says_none(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "sensors.json"
        path.write_text(text)

        assert SimulatedSensors(path).battery_percent() is None


@pytest.mark.parametrize(
    ("setting", "kind"), [("system", SystemSensors), ("simulated:/tmp/sensors.json", SimulatedSensors)]
)
def test_a_setting_chooses(setting: str, kind: type) -> None:
    assert is_sensors(setting)
    assert isinstance(sensors_of(setting), kind)


@pytest.mark.parametrize("setting", ["", "simulated:", "none", "system:"])
def test_another_setting_is_none(setting: str) -> None:
    assert not is_sensors(setting)
