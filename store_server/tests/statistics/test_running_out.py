from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store_server.statistics.running_out import HORIZON, runs_out_at

MOSCOW = ZoneInfo("Europe/Moscow")
NINE = datetime(2026, 6, 1, 6, tzinfo=UTC)  # in Moscow
EVENLY = [2.0] * 24
AT_LUNCH = [6.0 if hour in {12, 13} else 0.0 for hour in range(24)]


@pytest.mark.parametrize(("balance", "hours"), [(0, 0), (1, 0.5), (2, 1), (48, 24), (335, 167.5)], ids=str)
def test_what_sells_evenly_runs_out_in_balance_by_rate(balance: int, hours: float) -> None:
    assert runs_out_at(balance, EVENLY, NINE, MOSCOW) == NINE + timedelta(hours=hours)


def test_what_sells_at_lunch_lasts_until_lunch() -> None:
    assert runs_out_at(3, AT_LUNCH, NINE, MOSCOW) == NINE + timedelta(hours=3, minutes=30)
    assert runs_out_at(15, AT_LUNCH, NINE, MOSCOW) == NINE + timedelta(days=1, hours=3, minutes=30)


def test_within_an_hour_only_the_rest_of_it_counts() -> None:
    half_past_twelve = NINE + timedelta(hours=3, minutes=30)

    assert runs_out_at(4, AT_LUNCH, half_past_twelve, MOSCOW) == half_past_twelve + timedelta(minutes=40)


def test_an_hour_of_the_day_is_the_local_one_after_the_clocks_have_changed_too() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening_before = datetime(2026, 3, 28, 20, tzinfo=UTC)

    expected = datetime(2026, 3, 29, 12, 30, tzinfo=berlin)
    assert runs_out_at(3, AT_LUNCH, evening_before, berlin) == expected.astimezone(UTC)


def test_where_hours_begin_at_half_past_elsewhere_they_do_so_here() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")

    assert runs_out_at(3, AT_LUNCH, NINE, kolkata) == datetime(2026, 6, 1, 12, 30, tzinfo=kolkata)


def test_what_nobody_buys_lasts() -> None:
    assert runs_out_at(0, [0.0] * 24, NINE, MOSCOW) is None


def test_what_lasts_longer_than_a_week_is_not_told() -> None:
    assert runs_out_at(2 * 24 * 7, EVENLY, NINE, MOSCOW) == NINE + HORIZON
    assert runs_out_at(2 * 24 * 7 + 1, EVENLY, NINE, MOSCOW) is None


@given(
    per_hour=st.lists(st.floats(0.01, 50), min_size=24, max_size=24),
    minutes=st.integers(0, 3 * 24 * 60),
    begin=st.integers(0, 366 * 24 * 60),
    zone=st.sampled_from(["Europe/Moscow", "Europe/Berlin", "Asia/Kolkata", "America/New_York"]),
)
def test_as_much_is_expected_until_then_as_there_is(per_hour: list[float], minutes: int, begin: int, zone: str) -> None:
    """Sell, minute by minute, and ask when just that much is gone."""
    local, start = ZoneInfo(zone), NINE + timedelta(minutes=begin)
    moments = [start + timedelta(minutes=n) for n in range(minutes)]
    sold = sum(per_hour[moment.astimezone(local).hour] / 60 for moment in moments)

    found = runs_out_at(int(sold), per_hour, start, local)

    assert found is not None
    assert found <= start + timedelta(minutes=minutes, seconds=1)
    left = sold - int(sold)
    assert found >= start + timedelta(minutes=minutes) - left / min(per_hour) * timedelta(hours=1) - timedelta(
        seconds=1
    )
