from collections import Counter
from itertools import pairwise

import pytest

from debug_data.history import RESTAURANT, SHOP, Good, PastPurchase, sales_history
from debug_data.history.goods import Kind

DAYS = 20


@pytest.fixture(scope="module", params=[SHOP, RESTAURANT], ids=["shop", "restaurant"])
def goods(request: pytest.FixtureRequest) -> tuple[Good, ...]:
    return request.param


@pytest.fixture(scope="module")
def history(goods: tuple[Good, ...]) -> list[PastPurchase]:
    return list(sales_history(goods, seed=5, days=DAYS, travellers=20))


def test_the_same_seed_makes_the_same_history_and_another_another(
    goods: tuple[Good, ...], history: list[PastPurchase]
) -> None:
    assert list(sales_history(goods, seed=5, days=DAYS, travellers=20)) == history
    assert list(sales_history(goods, seed=6, days=DAYS, travellers=20)) != history
    assert list(sales_history(goods, seed=5, days=DAYS, travellers=20, alike=True)) != history


def test_it_goes_forward_in_time(history: list[PastPurchase]) -> None:
    assert all(earlier.at <= later.at for earlier, later in pairwise(history))
    assert (history[-1].at - history[0].at).days >= DAYS - 2


def test_only_what_is_there_is_bought_once_in_each_purchase(history: list[PastPurchase]) -> None:
    for purchase in history:
        items = [item for item, _ in purchase.items]
        assert 0 < len(set(items)) == len(items)
        assert set(items) <= purchase.stocked
        assert all(count >= 1 for _, count in purchase.items)


def test_shelves_empty_and_people_come_again(goods: tuple[Good, ...], history: list[PastPurchase]) -> None:
    purchases = Counter(purchase.passenger for purchase in history)

    assert sum(len(purchase.stocked) < len(goods) * 0.9 for purchase in history) > len(history) / 20
    assert sum(count == 1 for count in purchases.values()) > 20
    assert max(purchases.values()) > 10


def test_meals_have_their_hours() -> None:
    breakfasts, mains = ({good.id for good in RESTAURANT if good.kind is kind} for kind in (Kind.BREAKFAST, Kind.MAIN))
    hours = {"breakfasts": Counter[bool](), "mains": Counter[bool]()}
    for purchase in sales_history(RESTAURANT, seed=5, days=DAYS, travellers=20):
        for item, _ in purchase.items:
            early = purchase.at.hour < 10
            hours["breakfasts"][early] += item in breakfasts
            hours["mains"][early] += item in mains

    assert hours["breakfasts"][True] > hours["mains"][True]
    assert hours["mains"][False] > hours["breakfasts"][False]
