"""When an item will be sold out, if it goes on selling as it did at these hours of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# Longer than any train is under way.
HORIZON: Final = timedelta(days=7)
_HOUR: Final = timedelta(hours=1)


def runs_out_at(balance: int, per_hour: Sequence[float], now: datetime, zone: ZoneInfo) -> datetime | None:
    """None where it is not expected before the horizon. `per_hour`: how many are sold in each hour of the local day."""
    if not any(per_hour):
        return None
    left, moment = float(balance), now
    while moment < now + HORIZON:
        local = moment.astimezone(zone)
        end = moment + _HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        rate = per_hour[local.hour]
        sold = rate * ((end - moment) / _HOUR)
        if left <= sold:
            return moment + (left / rate if rate else 0) * _HOUR
        left, moment = left - sold, end
    return None
