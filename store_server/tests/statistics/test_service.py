"""The statistics of random histories, beside what one computes from them line by line."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from provodnik.contracts.statistics import Statistics, StatisticsBy, StatisticsQuery
from store_server.models import StoreItem
from store_server.statistics.service import StatisticsService
from store_server.testing.sales import Line, Past, PastSales

STATUSES: Final = ("placed", "paid", "canceled", "refunded")
# Each with a change of its clocks, within the days that histories are of; and one whose hours begin at half past.
ZONES: Final = {
    "Europe/Berlin": datetime(2026, 10, 25, tzinfo=UTC),
    "America/New_York": datetime(2026, 11, 1, 6, tzinfo=UTC),
    "Asia/Beirut": datetime(2026, 3, 28, 22, tzinfo=UTC),  # at midnight: that day begins at one
    "Asia/Kolkata": datetime(2026, 6, 1, tzinfo=UTC),
    "Europe/Moscow": datetime(2025, 12, 31, 21, tzinfo=UTC),
}


@dataclass(frozen=True)
class Sale:
    """Minutes from the history's middle; counts and prices by the number of the item."""

    minutes: int
    lines: dict[int, tuple[int, int]]
    status: str
    waits: list[int]

    def past(self, middle: datetime, items: Sequence[StoreItem]) -> Past:
        lines = [Line(items[n], count, price) for n, (count, price) in self.lines.items()]
        waits = [timedelta(seconds=seconds) for seconds in self.waits]
        return Past(middle + timedelta(minutes=self.minutes), lines, status=self.status, waits=waits)


sales = st.builds(
    Sale,
    minutes=st.one_of(st.integers(-150, 150), st.integers(-3 * 24 * 60, 3 * 24 * 60)),
    lines=st.dictionaries(
        st.integers(0, 2), st.tuples(st.integers(1, 1000), st.integers(0, 100_000_000)), min_size=1, max_size=3
    ),
    status=st.sampled_from(STATUSES),
    waits=st.lists(st.sampled_from([0, 90, 3000]), max_size=2),
)


def mean(seconds: Sequence[float]) -> float | None:
    return sum(seconds) / len(seconds) if seconds else None


def figures(parts: Sequence[tuple[Past, Line | None]], stock_outs: int) -> dict[str, Any]:
    """Of whole purchases, or of a line of each."""

    def penny(sale: Past, line: Line | None) -> int:
        return sum(each.count * each.price_penny for each in ([line] if line else sale.lines))

    standing = [(sale, line) for sale, line in parts if sale.status in {"placed", "paid"}]
    gone = [(sale, line) for sale, line in parts if sale.status not in {"placed", "paid"}]
    waits = [[wait.total_seconds() for wait in sale.waits] for sale, _ in parts]
    return {
        "revenue_penny": sum(penny(*each) for each in standing),
        "purchases": len(standing),
        "units": sum(each.count for sale, line in standing for each in ([line] if line else sale.lines)),
        "taken_back": len(gone),
        "taken_back_penny": sum(penny(*each) for each in gone),
        "ready_seconds": pytest.approx(mean([each[0] for each in waits if each and each[0]])),
        "handed_over_seconds": pytest.approx(mean([each[1] for each in waits if each[1:]])),
        "stock_outs": stock_outs,
    }


def hour_of(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def day_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of that day: the hours are walked back as long as they are of it."""
    begin = hour_of(moment, zone)
    while (begin - timedelta(hours=1)).astimezone(zone).date() == moment.astimezone(zone).date():
        begin -= timedelta(hours=1)
    return begin


def told(statistics: Statistics) -> dict[Hashable, dict[str, Any]]:
    return {
        row.item.id if row.item else row.start: row.model_dump(exclude={"start", "item"}) for row in statistics.rows
    }


@dataclass
class World:
    app: FastAPI
    past: PastSales

    async def read(self, store_id: UUID, zone: str, query: StatisticsQuery, now: datetime | None = None) -> Statistics:
        async with self.app.state.sessions() as session, session.begin():
            clock: dict[str, Callable[[], datetime]] = {"now": lambda: now} if now else {}
            return await StatisticsService(session, zone, **clock).read(store_id, query)


@pytest.fixture
def world(store_app: FastAPI) -> World:
    return World(store_app, PastSales(store_app.state.sessions))


def asked(since: datetime, until: datetime, by: StatisticsBy) -> StatisticsQuery:
    return StatisticsQuery(since=since, until=until, by=by)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    # Every example makes a store of its own, so they may share the database.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    zone=st.sampled_from(sorted(ZONES)),
    by=st.sampled_from(StatisticsBy),
    history=st.lists(sales, max_size=12),
    span=st.tuples(st.integers(-3 * 24 * 60, 0), st.integers(0, 5 * 24 * 60)),
)
async def test_they_are_what_one_computes_line_by_line(
    world: World, zone: str, by: StatisticsBy, history: list[Sale], span: tuple[int, int]
) -> None:
    store, other = await world.past.store(), await world.past.store()
    items = [await world.past.item(store, f"item {n}") for n in range(3)]
    middle = ZONES[zone]
    made = [sale.past(middle, items) for sale in history]
    elsewhere = Past(middle, [Line(await world.past.item(other, "of another store"))])
    await world.past.sold(*made, elsewhere)
    since = middle + timedelta(minutes=span[0])
    until = since + timedelta(minutes=span[1])

    statistics = await world.read(store.id, zone, asked(since, until, by))

    within = [sale for sale in made if since <= sale.at < until]
    rows: dict[Hashable, list[tuple[Past, Line | None]]] = defaultdict(list)
    for sale in within:
        if by is StatisticsBy.ITEM:
            for line in sale.lines:
                rows[line.item.id].append((sale, line))
        else:
            start = (hour_of if by is StatisticsBy.HOUR else day_of)(sale.at, ZoneInfo(zone))
            rows[start].append((sale, None))
    assert told(statistics) == {key: figures(parts, 0) for key, parts in rows.items()}
    assert statistics.total.model_dump(exclude={"start", "item"}) == figures([(sale, None) for sale in within], 0)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # as above
)
@given(
    by=st.sampled_from(StatisticsBy),
    wanted=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 60 * 48), st.integers(-5, 5)), max_size=25),
    span=st.tuples(st.integers(0, 60 * 48), st.integers(0, 60 * 24)),
)
async def test_a_stock_out_is_told_when_and_where_the_last_piece_went(
    world: World, by: StatisticsBy, wanted: list[tuple[int, int, int]], span: tuple[int, int]
) -> None:
    store = await world.past.store()
    begin = ZONES["Europe/Berlin"] - timedelta(days=1)
    since = begin + timedelta(minutes=span[0])
    until = since + timedelta(minutes=span[1])
    outs: dict[Hashable, int] = defaultdict(int)
    for number in range(2):
        balance, moves = 0, list[tuple[datetime, int]]()
        for minutes, delta in sorted((minutes, delta) for n, minutes, delta in wanted if n == number):
            moved = max(delta, -balance)
            if not moved:
                continue
            balance += moved
            # Never two at the same moment: which of them came first is nowhere written.
            at = begin + timedelta(minutes=minutes, seconds=len(moves))
            moves.append((at, moved))
        item = await world.past.item(store, f"item {number}", balance)
        await world.past.moved(item, *moves)
        left = 0
        for at, delta in moves:
            left += delta
            if left == 0 and since <= at < until:
                cut = hour_of if by is StatisticsBy.HOUR else day_of
                outs[item.id if by is StatisticsBy.ITEM else cut(at, ZoneInfo("Europe/Berlin"))] += 1

    statistics = await world.read(store.id, "Europe/Berlin", asked(since, until, by))

    assert {key: row["stock_outs"] for key, row in told(statistics).items()} == outs
    assert statistics.total.stock_outs == sum(outs.values())


class TestSpans:
    @pytest.mark.parametrize("by", StatisticsBy)
    async def test_of_a_store_that_sold_nothing_there_is_nothing_to_tell(self, world: World, by: StatisticsBy) -> None:
        store = await world.past.store()
        noon = datetime(2026, 6, 1, 12, tzinfo=UTC)

        statistics = await world.read(store.id, "Europe/Moscow", asked(noon - timedelta(days=1), noon, by))

        assert statistics.rows == statistics.running_out == []
        assert statistics.total.model_dump(exclude={"start", "item"}) == {**figures([], 0), "ready_seconds": None}

    async def test_a_span_without_length_holds_nothing_and_spans_that_touch_hold_each_sale_once(
        self, world: World
    ) -> None:
        tea = await world.past.item(await world.past.store(), "tea")
        noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
        await world.past.sold(Past(noon, [Line(tea)]))
        hour = timedelta(hours=1)
        spans = [(noon - hour, noon), (noon, noon), (noon, noon + hour)]

        found = [
            (await world.read(tea.store_id, "Europe/Moscow", asked(*span, StatisticsBy.DAY))).total.purchases
            for span in spans
        ]

        assert found == [0, 0, 1]

    async def test_the_hour_that_the_clocks_show_twice_is_two_hours_of_a_longer_day(self, world: World) -> None:
        tea = await world.past.item(await world.past.store(), "tea")
        midnight = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
        hours = [midnight + timedelta(hours=n) for n in range(26)]
        await world.past.sold(*(Past(hour + timedelta(minutes=30), [Line(tea)]) for hour in hours))
        day = (hours[0], hours[-1] + timedelta(hours=1))

        by_hour = await world.read(tea.store_id, "Europe/Berlin", asked(*day, StatisticsBy.HOUR))
        by_day = await world.read(tea.store_id, "Europe/Berlin", asked(*day, StatisticsBy.DAY))

        assert [row.start for row in by_hour.rows] == hours
        assert [(row.start, row.units) for row in by_day.rows] == [(hours[0], 25), (hours[25], 1)]


class TestRunningOut:
    async def test_the_soonest_first_by_what_was_sold_at_which_hours(self, world: World) -> None:
        store, now = await world.past.store(), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        long_ago = now - timedelta(days=30)
        tea = await world.past.item(store, "tea", 5, created_at=long_ago)
        pie = await world.past.item(store, "pie", 28, created_at=long_ago)
        lasting = await world.past.item(store, "lasting", 1000, created_at=long_ago)
        gone = await world.past.item(store, "no longer sold", 1, created_at=long_ago, deleted_at=now)
        for item in (tea, pie, lasting, gone):
            await world.past.sold(
                *(
                    Past(now + timedelta(hours=3, minutes=30) - timedelta(days=day), [Line(item, 4)])
                    for day in range(1, 15)
                )
            )

        statistics = await world.read(store.id, "Europe/Moscow", asked(now, now, StatisticsBy.DAY), now)

        # Four a day, all of them in one hour: the fifth is sold within the second day's.
        assert [(each.item.name, each.balance, each.units_per_day) for each in statistics.running_out] == [
            ("tea", 5, 4),
            ("pie", 28, 4),
        ]
        assert statistics.running_out[0].expected_at == now + timedelta(days=1, hours=3, minutes=15)
        assert statistics.running_out[1].expected_at == now + timedelta(days=6, hours=4)

    async def test_a_new_item_is_measured_over_the_days_that_it_was_there(self, world: World) -> None:
        store, now = await world.past.store(), datetime.now(UTC)
        tea = await world.past.item(store, "tea", 5, created_at=now - timedelta(days=2))
        await world.past.sold(Past(now - timedelta(hours=30), [Line(tea, 6)]))

        statistics = await world.read(store.id, "Europe/Moscow", asked(now, now, StatisticsBy.DAY), now)

        assert [each.units_per_day for each in statistics.running_out] == [pytest.approx(3)]

    async def test_what_was_taken_back_was_not_sold(self, world: World) -> None:
        store, now = await world.past.store(), datetime.now(UTC)
        tea = await world.past.item(store, "tea", 1)
        taken_back = [Past(now - timedelta(hours=30), [Line(tea, 6)], status=status) for status in STATUSES[2:]]
        await world.past.sold(*taken_back)

        statistics = await world.read(store.id, "Europe/Moscow", asked(now, now, StatisticsBy.DAY), now)

        assert statistics.running_out == []
