from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from provodnik.contracts.trips import TripWrite

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Hours = int | None


def trip(*stops: tuple[str, Hours, Hours]) -> TripWrite:
    """Each stop with its arrival and departure in hours after noon."""

    def moment(hours: Hours) -> str | None:
        return None if hours is None else (NOON + timedelta(hours=hours)).isoformat()

    listed = [{"station_id": name, "arrival": moment(arr), "departure": moment(dep)} for name, arr, dep in stops]
    return TripWrite.model_validate({"train_number": 20, "label": "020У", "stops": listed})


def test_a_trip_goes_from_a_departure_to_an_arrival() -> None:
    assert len(trip(("a", None, 0), ("b", 1, 1), ("c", 2, None)).stops) == 3


@pytest.mark.parametrize(
    ("stops", "wrong"),
    [
        ([("a", None, 0)], "at least 2"),
        ([("a", 0, 0), ("b", 1, None)], "first stop"),
        ([("a", None, None), ("b", 1, None)], "first stop"),
        ([("a", None, 0), ("b", 1, 2)], "last stop"),
        ([("a", None, 0), ("b", None, None)], "last stop"),
        ([("a", None, 0), ("b", 1, None), ("c", 2, None)], "on the way"),
        ([("a", None, 0), ("b", 2, 1), ("c", 3, None)], "backwards"),
        ([("a", None, 2), ("b", 1, None)], "backwards"),
        ([("a", None, 0), ("b", 1, 1), ("a", 2, None)], "once"),
    ],
)
def test_what_is_wrong_with_the_stops_is_said(stops: list[tuple[str, Hours, Hours]], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        trip(*stops)
