"""What is out of its range, and what is back in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base_server.telemetry.limits import AlarmLimits, HighestCelsius, HighestPercent, LowestPercent, judge
from base_server.testing.telemetry import measured
from provodnik.contracts.telemetry import AlarmKind

LIMITS = AlarmLimits()
PERCENT = st.floats(0, 100)


@pytest.mark.parametrize(
    ("changes", "out"),
    [
        ({"battery_percent": 14.9}, {AlarmKind.BATTERY: 14.9}),
        ({"battery_percent": 15.0}, {}),
        ({"battery_percent": None}, {}),
        ({"cpu_percent": 95.1}, {AlarmKind.CPU: 95.1}),
        ({"memory_percent": 92.1}, {AlarmKind.MEMORY: 92.1}),
        ({"disk_percent": 90.1}, {AlarmKind.DISK: 90.1}),
        ({"temperature_c": 75.1}, {AlarmKind.TEMPERATURE: 75.1}),
        ({"camera_ok": False}, {AlarmKind.CAMERA: None}),
    ],
    ids=str,
)
def test_each_value_has_its_range(changes: dict[str, Any], out: dict[AlarmKind, float | None]) -> None:
    assert judge(measured(**changes), LIMITS)[0] == out


def test_a_robot_that_is_well_is_fine_in_everything() -> None:
    assert judge(measured(), LIMITS) == ({}, set(AlarmKind))


def test_what_is_not_measured_is_neither_out_nor_fine() -> None:
    _, fine = judge(measured(battery_percent=None, temperature_c=None), LIMITS)

    assert set(AlarmKind) - fine == {AlarmKind.BATTERY, AlarmKind.TEMPERATURE}


@given(battery=PERCENT, cpu=PERCENT, memory=PERCENT, disk=PERCENT, temperature=st.floats(-60, 150))
def test_nothing_is_out_and_fine_at_once(
    battery: float, cpu: float, memory: float, disk: float, temperature: float
) -> None:
    out, fine = judge(
        measured(
            battery_percent=battery,
            cpu_percent=cpu,
            memory_percent=memory,
            disk_percent=disk,
            temperature_c=temperature,
        ),
        LIMITS,
    )

    assert not out.keys() & fine


@pytest.mark.parametrize(
    ("kind", "opens", "closes"),
    [(LowestPercent, 20, 10), (HighestPercent, 80, 90), (HighestCelsius, 70, 71), (HighestPercent, 101, 90)],
    ids=["closes before it opens", "closes above it", "the same in degrees", "no percentage"],
)
def test_limits_that_make_no_sense_are_refused(kind: type[HighestPercent], opens: float, closes: float) -> None:
    with pytest.raises(ValueError, match="opens"):
        kind(opens=opens, closes=closes)


@pytest.mark.parametrize(
    "changes",
    [
        {"cpu_percent": 100.1},
        {"cpu_percent": float("nan")},
        {"battery_percent": -1},
        {"temperature_c": 1e9},
        {"uptime_s": -1},
        {"uptime_s": 2**31},
        {"software_version": ""},
        {"measured_at": datetime(1999, 1, 1, tzinfo=UTC)},
        {"id": "no id"},
    ],
    ids=str,
)
def test_what_nothing_can_measure_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        measured(**changes)
