from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base_server.trips.clock import bounds, current_stop, day_in

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "stop"), [(0, 0), (9, 0), (10, 1), (11, 1), (12, 2), (23, 2)])
def test_a_train_is_at_the_last_stop_that_it_has_reached(hour: int, stop: int) -> None:
    arrivals = [None, NINE.replace(hour=10), NINE.replace(hour=12)]

    assert current_stop(arrivals, NINE.replace(hour=hour)) == stop


def test_the_same_moment_is_of_two_days_in_two_zones() -> None:
    moment = datetime(2026, 5, 1, 14, 30, tzinfo=UTC)

    assert day_in("Europe/Moscow", moment) == date(2026, 5, 1)
    assert day_in("Asia/Vladivostok", moment) == date(2026, 5, 2)


def test_a_day_is_an_hour_short_when_the_clocks_go_forward() -> None:
    since, until = bounds(date(2026, 3, 29), "Europe/Berlin")

    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=23)


@given(
    moment=st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    zone=st.sampled_from(
        ["Europe/Moscow", "Asia/Vladivostok", "Asia/Kamchatka", "Europe/Berlin", "Africa/Cairo", "UTC"]
    ),
)
def test_every_moment_lies_within_the_bounds_of_its_day(moment: datetime, zone: str) -> None:
    since, until = bounds(day_in(zone, moment), zone)

    assert since.astimezone(UTC) <= moment < until.astimezone(UTC)
