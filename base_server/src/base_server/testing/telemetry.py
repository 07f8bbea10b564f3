from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from provodnik.contracts.telemetry import TelemetryWrite


def measured(**changes: Any) -> TelemetryWrite:
    """Of a robot that is well."""
    values = {
        "id": uuid4(),
        "measured_at": datetime.now(UTC),
        "battery_percent": 80,
        "cpu_percent": 20,
        "memory_percent": 40,
        "disk_percent": 30,
        "temperature_c": 45,
        "camera_ok": True,
        "uptime_s": 3600,
        "software_version": "0.1.0",
    }
    return TelemetryWrite.model_validate(values | changes)
