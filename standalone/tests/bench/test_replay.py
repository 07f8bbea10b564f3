from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from debug_data.history import RESTAURANT, SHOP, Good, PastPurchase, sales_history
from debug_data.history.goods import Kind
from standalone.bench.replay import Basket, Hits, Way, replay

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANNA, BORIS = UUID(int=1), UUID(int=2)
GOODS = [Good(f"good {n}", Kind.SNACK) for n in range(20)]
STOCKED = frozenset(good.id for good in GOODS)


def bought(minutes: int, passenger: UUID, *goods: int) -> PastPurchase:
    items = tuple((GOODS[n].id, 1) for n in goods)
    return PastPurchase(NOON + timedelta(minutes=minutes), passenger, 20, items, STOCKED)


@pytest.mark.parametrize(("goods", "seed"), [(SHOP, 3), (RESTAURANT, 4)], ids=["shop", "restaurant"])
def test_what_is_recommended_beats_plain_popularity_by_more_than_chance(goods: tuple[Good, ...], seed: int) -> None:
    """On histories that the rules were not chosen on."""
    found = replay(goods, list(sales_history(goods, seed, days=30, travellers=25)), every=3)

    for basket, least in ((Basket.EMPTY, 0.03), (Basket.ONE, 0.05)):
        gain = found[basket].gain(Way.POPULAR)
        assert gain.trials > 500
        assert gain.share > least
        assert gain.share - gain.margin > 0


def test_where_nobody_has_a_taste_of_their_own_little_is_lost_by_looking_for_one() -> None:
    history = list(sales_history(SHOP, seed=3, days=30, travellers=25, alike=True))

    found = replay(SHOP, history, every=3)

    assert found[Basket.EMPTY].gain(Way.POPULAR).share > -0.02
    assert found[Basket.ONE].gain(Way.POPULAR).share > 0.02


def test_nothing_is_known_of_what_comes_later() -> None:
    """Each good is bought once and never again: whoever names one of them has looked ahead."""
    history = [bought(n, (ANNA, BORIS)[n % 2], n) for n in range(20)]

    hits = replay(GOODS, history)[Basket.EMPTY]

    assert [hits.rate(way).share for way in Way] == [0, 0, 0]


def test_who_always_buys_the_same_is_always_hit_and_the_first_item_of_a_basket_does_not_count() -> None:
    history = [bought(n, (ANNA, BORIS)[n % 2], 7, 8) for n in range(20)]

    found = replay(GOODS, history)

    assert found[Basket.EMPTY].rate(Way.RECOMMENDED).share == 1
    assert found[Basket.ONE].rate(Way.RECOMMENDED).share == 1
    assert found[Basket.ONE].rate(Way.RECOMMENDED).trials == 15


def test_of_one_item_alone_nothing_is_left_to_be_found_with_it_in_the_basket() -> None:
    found = replay(GOODS, [*(bought(n, ANNA, 1) for n in range(10)), bought(10, BORIS, 1, 2), bought(11, ANNA, 2, 1)])

    assert found[Basket.ONE].rate(Way.POPULAR).trials == 2


class TestRates:
    def test_the_margin_is_that_of_passengers_and_not_of_their_purchases(self) -> None:
        alike, apart = Hits(), Hits()
        for n in range(40):
            hits = dict.fromkeys(Way, n % 2 == 0)
            alike.add(UUID(int=n % 2), hits)  # one passenger always, the other never
            apart.add(UUID(int=n), hits)

        assert alike.rate(Way.POPULAR).share == apart.rate(Way.POPULAR).share == 0.5
        assert apart.rate(Way.POPULAR).margin == pytest.approx(1.96 * (0.25 / 39) ** 0.5)
        assert alike.rate(Way.POPULAR).margin > 4 * apart.rate(Way.POPULAR).margin

    def test_the_gain_is_that_of_the_same_purchases(self) -> None:
        hits = Hits()
        for n in range(4):
            hits.add(UUID(int=n), {Way.RECOMMENDED: n != 0, Way.POPULAR: n == 3, Way.POPULAR_NOW: True})

        assert hits.gain(Way.POPULAR).share == 0.5
        assert hits.gain(Way.POPULAR_NOW).share == -0.25
