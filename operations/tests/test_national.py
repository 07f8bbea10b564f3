from hypothesis import given
from hypothesis import strategies as st

from operations.compose import CHECKOUT
from operations.national import Railway, table


def test_the_guide_has_the_table() -> None:
    guide = (CHECKOUT / "docs" / "guides" / "national-railway.md").read_text(encoding="utf-8")
    assert table() in guide


def test_a_day_of_one_train_by_hand() -> None:
    train = Railway(1)
    assert train.robots == 15
    assert train.boardings_per_day == 15 * 36 * 1.7
    assert train.rows_per_day["telemetry"] == 15 * 24 * 60
    assert round(train.polls_per_second, 2) == 5.25


@given(st.integers(1, 2000), st.integers(2, 10))
def test_more_trains_ask_for_as_much_more(trains: int, times: int) -> None:
    few, many = Railway(trains), Railway(trains * times)
    for ask in ("checks_per_second", "polls_per_second", "purchases_per_second", "face_cores", "kept_gb", "gallery_gb"):
        assert abs(getattr(many, ask) - times * getattr(few, ask)) <= 1e-9 * getattr(many, ask)
    assert many.train_kbit == few.train_kbit
