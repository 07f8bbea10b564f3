"""When a measured value is out of its range, and when it is back: not the same, or alarms would flap."""

from typing import Self

from pydantic import BaseModel, model_validator

from provodnik.contracts.telemetry import AlarmKind, Celsius, Percent, TelemetryWrite


class Highest(BaseModel):
    """An alarm opens above `opens` and closes below `closes`."""

    opens: float
    closes: float

    @model_validator(mode="after")
    def _is_apart(self) -> Self:
        if self.closes > self.opens:
            raise ValueError("closes must not be above opens")
        return self

    def is_out(self, value: float) -> bool | None:
        """None in between: whatever it was, it stays."""
        return True if value > self.opens else False if value < self.closes else None


class HighestPercent(Highest):
    opens: Percent
    closes: Percent


class HighestCelsius(Highest):
    opens: Celsius
    closes: Celsius


class LowestPercent(BaseModel):
    """An alarm opens below `opens` and closes above `closes`."""

    opens: Percent
    closes: Percent

    @model_validator(mode="after")
    def _is_apart(self) -> Self:
        if self.closes < self.opens:
            raise ValueError("closes must not be below opens")
        return self

    def is_out(self, value: float) -> bool | None:
        """None in between: whatever it was, it stays."""
        return True if value < self.opens else False if value > self.closes else None


class AlarmLimits(BaseModel):
    battery_percent: LowestPercent = LowestPercent(opens=15, closes=25)
    cpu_percent: HighestPercent = HighestPercent(opens=95, closes=80)
    memory_percent: HighestPercent = HighestPercent(opens=92, closes=85)
    disk_percent: HighestPercent = HighestPercent(opens=90, closes=85)
    temperature_c: HighestCelsius = HighestCelsius(opens=75, closes=65)


def judge(measured: TelemetryWrite, limits: AlarmLimits) -> tuple[dict[AlarmKind, float | None], set[AlarmKind]]:
    """What is out of its range, with the value where it is a number, and what is in it. The rest stays as it is."""
    out: dict[AlarmKind, float | None] = {}
    fine = {AlarmKind.SILENT}
    for kind, limit, value in (
        (AlarmKind.BATTERY, limits.battery_percent, measured.battery_percent),
        (AlarmKind.CPU, limits.cpu_percent, measured.cpu_percent),
        (AlarmKind.MEMORY, limits.memory_percent, measured.memory_percent),
        (AlarmKind.DISK, limits.disk_percent, measured.disk_percent),
        (AlarmKind.TEMPERATURE, limits.temperature_c, measured.temperature_c),
    ):
        verdict = None if value is None else limit.is_out(value)
        if verdict:
            out[kind] = value
        elif verdict is False:
            fine.add(kind)
    if measured.camera_ok:
        fine.add(AlarmKind.CAMERA)
    else:
        out[AlarmKind.CAMERA] = None
    return out, fine
