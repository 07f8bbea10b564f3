import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from uuid import UUID

import pytest
from sqlalchemy import delete

from provodnik.server.background import at_work
from store_server.models import CountedSales, ItemHourCount, ItemPairCount, StoreItem
from store_server.recommendations import counting
from store_server.recommendations.counting import SalesCounting
from store_server.recommendations.weights import growth
from store_server.testing.sales import Line, Past, PastSales, SalesTables

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def counted_by_hand(
    history: Sequence[Past],
) -> tuple[dict[tuple[UUID, int], float], dict[tuple[UUID, UUID], float]]:
    by_hour: dict[tuple[UUID, int], float] = defaultdict(float)
    together: dict[tuple[UUID, UUID], float] = defaultdict(float)
    for sale in history:
        items = [line.item.id for line in sale.lines]
        for item in items:
            by_hour[item, sale.at.astimezone(UTC).hour] += growth(sale.at)
        for pair in permutations(items, 2):
            together[pair] += growth(sale.at)
    return by_hour, together


def a_history(items: Sequence[StoreItem], chance: random.Random, length: int) -> list[Past]:
    return [
        Past(
            NOON - timedelta(seconds=chance.randrange(90 * 24 * 3600)),
            [Line(item, chance.randint(1, 3)) for item in chance.sample(items, chance.randint(1, 3))],
        )
        for _ in range(length)
    ]


class TestCounting:
    @pytest.mark.parametrize("at_once", [1, 3, 5000])
    async def test_counts_what_one_would_count_by_hand(
        self, tables: SalesTables, past: PastSales, sales: SalesCounting, monkeypatch: pytest.MonkeyPatch, at_once: int
    ) -> None:
        monkeypatch.setattr(counting, "_MOST_AT_ONCE", at_once)
        chance = random.Random(at_once)  # noqa: S311 - examples
        shops = [await past.store() for _ in range(2)]
        histories = [a_history([await past.item(shop, f"item {n}") for n in range(4)], chance, 25) for shop in shops]
        for history in histories:
            await past.sold(*history)

        await sales.count_due()

        by_hour, together = counted_by_hand([sale for history in histories for sale in history])
        assert await tables.hours() == pytest.approx(by_hour)
        assert await tables.pairs() == pytest.approx(together)

    async def test_counts_each_purchase_once_however_often_it_looks(
        self, tables: SalesTables, past: PastSales, sales: SalesCounting
    ) -> None:
        tea = await past.item(await past.store(), "tea")
        first, second = Past(NOON, [Line(tea)]), Past(NOON + timedelta(minutes=1), [Line(tea)])
        await past.sold(first)
        await sales.count_due()
        await past.sold(second)
        await sales.count_due()
        await sales.count_due()

        assert await tables.hours() == pytest.approx(counted_by_hand([first, second])[0])

    async def test_several_processes_at_once_count_each_purchase_once(
        self, tables: SalesTables, past: PastSales, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(counting, "_MOST_AT_ONCE", 2)
        shop = await past.store()
        history = a_history([await past.item(shop, f"item {n}") for n in range(3)], random.Random(1), 40)  # noqa: S311 - examples
        await past.sold(*history)

        await asyncio.gather(*(SalesCounting(tables.statements, 10).count_due() for _ in range(6)))
        await SalesCounting(tables.statements, 10).count_due()

        by_hour, together = counted_by_hand(history)
        assert await tables.hours() == pytest.approx(by_hour)
        assert await tables.pairs() == pytest.approx(together)

    async def test_a_new_purchase_waits_until_no_earlier_one_can_come(
        self, tables: SalesTables, past: PastSales, sales: SalesCounting
    ) -> None:
        tea = await past.item(await past.store(), "tea")
        now = datetime.now(UTC)
        old = Past(now - sales.behind, [Line(tea)])
        young = Past(old.at + timedelta(seconds=10), [Line(tea)])
        await past.sold(young, old)

        await sales.count_due()

        assert await tables.hours() == pytest.approx(counted_by_hand([old])[0])

    async def test_what_was_emptied_is_counted_anew(
        self, tables: SalesTables, past: PastSales, sales: SalesCounting
    ) -> None:
        tea = await past.item(await past.store(), "tea")
        await past.sold(Past(NOON, [Line(tea)]))
        await sales.count_due()
        before = await tables.hours()
        async with tables.sessions() as session, session.begin():
            for table in (CountedSales, ItemHourCount, ItemPairCount):
                await session.execute(delete(table))

        await sales.count_due()

        assert await tables.hours() == pytest.approx(before) != {}


async def test_it_goes_on_after_an_outage_which_is_told_once(
    tables: SalesTables, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(counting, "LOOK_SECONDS", 0)
    looks, back = count(), asyncio.Event()

    class Shaky(SalesCounting):
        async def count_due(self) -> None:
            if next(looks) < 3:
                raise ConnectionRefusedError
            back.set()

    async with at_work(Shaky(tables.statements, 10).run()):
        await back.wait()

    assert [record.message for record in caplog.records] == ["sales to be counted wait: ConnectionRefusedError"]
