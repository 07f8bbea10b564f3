"""Where a train is, by its stops and the server's clock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def current_stop(arrivals: Sequence[datetime | None], now: datetime) -> int:
    """The position of the last stop that the train has reached; before its departure, of the first."""
    return max((n for n, arrival in enumerate(arrivals) if arrival is not None and arrival <= now), default=0)


def day_in(zone: str, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """From the first moment of the day to the first of the next."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return midnight, midnight + timedelta(days=1)
