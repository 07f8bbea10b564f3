from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.statistics import (
    Figures,
    ItemNamed,
    RunningOut,
    Statistics,
    StatisticsBy,
    StatisticsQuery,
    StatisticsRow,
)
from store_server.statistics.running_out import runs_out_at
from store_server.statistics.statements import BY_ITEM, BY_TIME, DEMAND, STOCK_OUTS

Row = Mapping[str, Any]

# Whole weeks, for weekends sell otherwise.
_WATCHED: Final = timedelta(days=14)
_SOLD_NOTHING: Final[Mapping[str, Any]] = {
    "revenue_penny": 0,
    "purchases": 0,
    "units": 0,
    "taken_back": 0,
    "taken_back_penny": 0,
    "ready_seconds": None,
    "handed_over_seconds": None,
}


def _now() -> datetime:
    return datetime.now(UTC)


class StatisticsService:
    def __init__(self, session: AsyncSession, zone: str, now: Callable[[], datetime] = _now) -> None:
        """`zone`: whose hours and days they are."""
        self._session = session
        self._zone = zone
        self._now = now

    async def read(self, store_id: UUID, query: StatisticsQuery) -> Statistics:
        # One snapshot for all statements, so that the rows add up to the total.
        await self._session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        unit = "hour" if query.by is StatisticsBy.HOUR else "day"
        span = {"store_id": store_id, "since": query.since, "until": query.until, "unit": unit, "zone": self._zone}
        by_time = await self._rows(BY_TIME, span)
        sold_out = await self._rows(STOCK_OUTS, span)
        total = next(row for row in by_time if row["start"] is None)
        if query.by is StatisticsBy.ITEM:
            rows = _by_item(await self._rows(BY_ITEM, span), sold_out)
        else:
            rows = _by_time([row for row in by_time if row["start"]], sold_out)
        return Statistics(
            since=query.since,
            until=query.until,
            by=query.by,
            time_zone=self._zone,
            total=Figures(**total, stock_outs=sum(row["stock_outs"] for row in sold_out)),
            rows=rows,
            running_out=await self._running_out(store_id),
        )

    async def _running_out(self, store_id: UUID) -> list[RunningOut]:
        now = self._now()
        span = {"store_id": store_id, "since": now - _WATCHED, "until": now, "zone": self._zone}
        items: dict[UUID, Row] = {}
        per_hour: dict[UUID, list[float]] = defaultdict(lambda: [0.0] * 24)
        for row in await self._rows(DEMAND, span):
            items[row["id"]] = row
            per_hour[row["id"]][row["hour"]] = row["units"] / row["days"]
        found: list[RunningOut] = []
        for item_id, row in items.items():
            expected = runs_out_at(row["balance"], per_hour[item_id], now, ZoneInfo(self._zone))
            if expected:
                found.append(
                    RunningOut(
                        item=ItemNamed(id=item_id, name=row["name"]),
                        balance=row["balance"],
                        units_per_day=sum(per_hour[item_id]),
                        expected_at=expected,
                    )
                )
        return sorted(found, key=lambda each: (each.expected_at, each.item.id))

    async def _rows(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Row]:
        found = await self._session.execute(statement, values)
        names = list(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found]


def _by_time(sold: Sequence[Row], sold_out: Sequence[Row]) -> list[StatisticsRow]:
    stock_outs = Counter[datetime]()
    for row in sold_out:
        stock_outs[row["start"]] += row["stock_outs"]
    known: dict[datetime, Row] = {row["start"]: row for row in sold}
    return [
        StatisticsRow(**known.get(start, {"start": start, **_SOLD_NOTHING}), stock_outs=stock_outs[start])
        for start in sorted(known.keys() | stock_outs.keys())
    ]


def _by_item(sold: Sequence[Row], sold_out: Sequence[Row]) -> list[StatisticsRow]:
    stock_outs = Counter[UUID]()
    known: dict[UUID, Row] = {}
    for row in sold_out:
        stock_outs[row["id"]] += row["stock_outs"]
        known[row["id"]] = {"id": row["id"], "name": row["name"], **_SOLD_NOTHING}
    known |= {row["id"]: row for row in sold}
    rows = [
        StatisticsRow(**row, item=ItemNamed(id=item_id, name=row["name"]), stock_outs=stock_outs[item_id])
        for item_id, row in known.items()
    ]
    return sorted(rows, key=lambda row: (-row.revenue_penny, row.item and row.item.name, row.item and row.item.id))
