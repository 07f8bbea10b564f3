"""How much a purchase counts: less with its age, and less with its distance from the hour in question."""

from datetime import UTC, datetime, timedelta
from typing import Final

POPULAR_HALF_LIFE: Final = timedelta(days=30)
OWN_HALF_LIFE: Final = timedelta(days=90)
# The passenger's latest purchases are looked at, so many.
OWN_PURCHASES: Final = 50

# Counts grow towards the present instead of fading into the past, so that what was counted need not be touched again:
# a purchase is counted with 2 to the power of the half-lives that it was made after this moment, and what is read is
# divided by the same of now. Doubles hold that until the year 2110.
LANDMARK: Final = datetime(2026, 1, 1, tzinfo=UTC)

# Of sales in the hour itself, an hour before and after it, and two.
_BY_DISTANCE: Final = (1.0, 0.5, 0.25)


def growth(moment: datetime) -> float:
    """What a purchase of this moment is counted with."""
    return 2 ** ((moment - LANDMARK) / POPULAR_HALF_LIFE)


def hour_weights(hour: int) -> dict[int, float]:
    """By the hours of the day, as far as they count."""
    return {(hour + side * distance) % 24: weight for distance, weight in enumerate(_BY_DISTANCE) for side in (-1, 1)}
