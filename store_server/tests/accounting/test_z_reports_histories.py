"""Whatever happens in a store, each kopeck is in exactly one closing report, and they fit one to the next."""

from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import pairwise
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provodnik.contracts.accounting import ZReport
from store_server.testing.accounting import Books
from store_server.testing.days import Past, at, close

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["buy", "buy", "buy", "hand_over", "cancel", "refund", "move", "price", "close", "late"]),
        st.integers(0, 2),
        st.integers(1, 4),
    ),
    min_size=3,
    max_size=25,
)


class Store:
    """Lives through a history by itself, and remembers what it took in."""

    def __init__(self, books: Books, past: Past) -> None:
        self._books = books
        self._past = past
        self.day = 0
        self.items: list[UUID] = []
        self.prices = [4999, 15_050, 1]
        self.totals: dict[UUID, int] = {}
        self.money: Counter[str] = Counter()
        self.units: Counter[UUID] = Counter()
        self.open: list[UUID] = []
        self.paid: list[UUID] = []
        self.reports: list[ZReport] = []

    async def opens(self) -> None:
        for n, price in enumerate(self.prices):
            self.items.append(await self._books.item(f"Товар {n}", price, 100))
            self.units[self.items[-1]] = 100
        await self._past(at(self.day, 8))

    async def takes(self, step: str, which: int, count: int) -> None:
        steps: dict[str, Callable[[int, int], Awaitable[None]]] = {
            "buy": self._buy,
            "hand_over": self._hand_over,
            "cancel": self._cancel,
            "refund": self._refund,
            "move": self._move,
            "price": self._price,
            "close": self._close,
            "late": self._buy,
        }
        await steps[step](which, count)
        # Late: of a day that may be closed already.
        await self._past(at(max(self.day - 1, 0) if step == "late" else self.day))

    async def _buy(self, which: int, count: int) -> None:
        item = self.items[which]
        if self.units[item] < count:
            return
        purchase = await self._books.buy(item, count=count)
        self.totals[purchase] = self.prices[which] * count
        self.units[item] -= count
        self.money["gross"] += self.totals[purchase]
        self.open.append(purchase)

    async def _hand_over(self, which: int, _: int) -> None:
        if self.open:
            purchase = self.open.pop(which % len(self.open))
            await self._books.hand_over(purchase)
            self.paid.append(purchase)

    async def _cancel(self, which: int, _: int) -> None:
        if self.open:
            purchase = self.open.pop(which % len(self.open))
            await self._books.cancel(purchase)
            self.money["canceled"] += self.totals[purchase]
            await self._count_again()

    async def _refund(self, which: int, _: int) -> None:
        if self.paid:
            purchase = self.paid.pop(which % len(self.paid))
            await self._books.refund(purchase)
            self.money["refunded"] += self.totals[purchase]
            await self._count_again()

    async def _move(self, which: int, count: int) -> None:
        delta = count if count % 2 else -min(count, self.units[self.items[which]])
        if delta:
            await self._books.move(self.items[which], delta)
            self.units[self.items[which]] += delta

    async def _price(self, which: int, count: int) -> None:
        self.prices[which] += count
        body = {"id": str(self.items[which]), "name": f"Товар {which}", "description": "Т"}
        await self._books.send("PUT", "/store/item", {**body, "price_penny": self.prices[which]})

    async def _close(self, _: int, __: int) -> None:
        self.reports.append(await close(self._books, self.day))
        self.day += 1

    async def _count_again(self) -> None:
        for item in self.items:
            self.units[item] = (await self._books.send("GET", f"/store/item/{item}"))["balance"]


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=STEPS)
async def test_over_any_history_reports_add_up_and_follow_one_another(
    books: Books, past: Past, steps: list[tuple[str, int, int]]
) -> None:
    store = Store(await books.open(), past)
    await store.opens()
    for step in steps:
        await store.takes(*step)
    await store.takes("close", 0, 1)
    await store.takes("close", 0, 1)
    reports = store.reports

    assert [report.number for report in reports] == list(range(1, len(reports) + 1))
    assert sum(report.gross.penny for report in reports) == store.money["gross"]
    assert sum(report.canceled.penny for report in reports) == store.money["canceled"]
    assert sum(report.refunded.penny for report in reports) == store.money["refunded"]
    for report in reports:
        assert report.net_penny == report.gross.penny - report.canceled.penny - report.refunded.penny
        assert sum(item.sold_penny for item in report.items) == report.gross.penny
        assert sum(item.net_penny for item in report.items) == report.net_penny
        assert sum(within.net_penny for within in report.categories) == report.net_penny
        assert sum(paid.net_penny for paid in report.payments) == report.net_penny
        stock = report.stock
        assert sum(item.closing_penny for item in stock.items) == stock.closing_penny
        assert stock.opening_penny + stock.moved_penny + stock.revalued_penny == stock.closing_penny
        for item in stock.items:
            assert item.opening + item.received - item.removed - item.sold + item.returned == item.closing
    for earlier, later in pairwise(reports):
        assert later.stock.opening_penny == earlier.stock.closing_penny
    last = {item.item_id: item.closing for item in reports[-1].stock.items}
    assert last == {item: units for item, units in store.units.items() if item in last}
    assert {item for item, units in store.units.items() if units} <= last.keys()
