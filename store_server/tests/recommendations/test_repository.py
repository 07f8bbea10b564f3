import random
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from store_server.models import StoreItem
from store_server.recommendations.counting import SalesCounting
from store_server.recommendations.repository import SalesRepository
from store_server.recommendations.suggesting import Sold
from store_server.testing.sales import Line, Past, PastSales, SalesTables

NOW = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
ANNA, BORIS = UUID(int=1), UUID(int=2)


@pytest.fixture
def repository(tables: SalesTables) -> SalesRepository:
    return SalesRepository(tables.statements)


def sold_by_hand(history: Sequence[Past], item: StoreItem) -> Sold:
    whole = near = own = 0.0
    for sale in history:
        if item in [line.item for line in sale.lines]:
            weight = 0.5 ** ((NOW - sale.at) / timedelta(days=30))
            hours = abs(sale.at.hour - NOW.hour)
            whole += weight
            near += weight * {0: 1, 1: 0.5, 2: 0.25}.get(min(hours, 24 - hours), 0)
            if sale.user_id == ANNA and sale.status in {"placed", "paid"}:
                own += 0.5 ** ((NOW - sale.at) / timedelta(days=90))
    return Sold(whole, near, own)


@pytest.mark.parametrize("seed", range(3))
async def test_reads_what_one_would_count_by_hand(
    past: PastSales, sales: SalesCounting, repository: SalesRepository, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples
    store = await past.store()
    items = [await past.item(store, f"item {n}") for n in range(4)]
    history = [
        Past(
            NOW - timedelta(minutes=chance.randrange(100 * 24 * 60)),
            [Line(item) for item in chance.sample(items, chance.randint(1, 3))],
            user_id=chance.choice([ANNA, BORIS, None]),
            status=chance.choice(["placed", "paid", "canceled", "refunded"]),
        )
        for _ in range(40)
    ]
    await past.sold(*history)
    await sales.count_due()

    shelf = await repository.shelf(store.id, ANNA, NOW)
    beside = await repository.beside([items[0].id], NOW)

    assert shelf is not None
    for item in items:
        assert astuple(shelf.sold[item.id]) == pytest.approx(astuple(sold_by_hand(history, item)))
    with_first = [sale for sale in history if items[0] in [line.item for line in sale.lines]]
    assert beside.keys() == {items[0].id}
    assert beside[items[0].id] == pytest.approx({item.id: sold_by_hand(with_first, item).whole for item in items[1:]})


async def test_of_somebody_who_buys_a_lot_the_latest_purchases_are_looked_at(
    past: PastSales, repository: SalesRepository
) -> None:
    store = await past.store()
    once, always = await past.item(store, "once"), await past.item(store, "always")
    await past.sold(Past(NOW - timedelta(days=60), [Line(once)], user_id=ANNA))
    await past.sold(*(Past(NOW - timedelta(hours=n), [Line(always)], user_id=ANNA) for n in range(50)))

    shelf = await repository.shelf(store.id, ANNA, NOW)

    assert shelf is not None
    assert shelf.sold[once.id].own == 0
    assert shelf.sold[always.id].own > 49


async def test_sales_of_another_store_and_deleted_items_are_left_out(
    past: PastSales, sales: SalesCounting, repository: SalesRepository
) -> None:
    store, other = await past.store(), await past.store()
    tea = await past.item(store, "tea")
    deleted = await past.item(store, "deleted", deleted_at=NOW)
    elsewhere = await past.item(other, "elsewhere")
    await past.sold(*(Past(NOW - timedelta(hours=1), [Line(each)], user_id=ANNA) for each in (tea, deleted, elsewhere)))
    await sales.count_due()

    shelf = await repository.shelf(store.id, ANNA, NOW)

    assert shelf is not None
    assert shelf.items.keys() == shelf.sold.keys() == {tea.id}


async def test_a_store_that_is_not_there_and_one_that_has_nothing(past: PastSales, repository: SalesRepository) -> None:
    empty = await repository.shelf((await past.store()).id, ANNA, NOW)

    assert empty is not None
    assert empty.items == {}
    assert await repository.shelf(uuid4(), ANNA, NOW) is None
