"""A store's closing reports: each of its events is in exactly one."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, TextClause, select
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.accounting import (
    DayClosed,
    DayNotBegun,
    EventStore,
    EventType,
    ReportClose,
    ReportIdTaken,
    ZReport,
)
from provodnik.contracts.stores import StoreNotFound
from store_server.accounting import z_report_figures as figures
from store_server.accounting.z_report_statements import ASSIGN, ASSIGNED, UNASSIGNED, Scope
from store_server.askers import StoreAsker
from store_server.models import Store
from store_server.models import ZReport as ZReportRow


class ZReportService:
    """What came in before a day's end, and is in no report yet, is in the report that closes the day.

    Not by time alone: what was under way while a day was closed, or came after its closing, is in the next one.
    """

    def __init__(
        self, session: AsyncSession, zone: str, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        """`zone`: whose days a store's days are."""
        self._session = session
        self._zone = ZoneInfo(zone)
        self._now = now

    async def read(self, asker: StoreAsker, day: dt.date) -> ZReport:
        """The report that this day is in; where none is closed yet, what it would be. Raises DayNotBegun."""
        # What is read of a day that is not over must fit together.
        await self._session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        self._refuse_future(day)
        of_store = select(ZReportRow).where(ZReportRow.store_id == asker.store_id)
        closed = await self._session.scalar(of_store.where(ZReportRow.day >= day).order_by(ZReportRow.day).limit(1))
        if closed:
            return ZReport.model_validate(closed.content)
        store = await self._session.get(Store, asker.store_id)
        if store is None:
            raise StoreNotFound
        row = ZReportRow(store_id=store.id, day=day)
        return await self._report(store, row, await self._last(store.id), UNASSIGNED)

    async def close(self, asker: StoreAsker, request: ReportClose) -> ZReport:
        """The same again gives the same. Raises DayClosed, DayNotBegun, ReportIdTaken."""
        # One after the other for a store, and without a purchase having to wait.
        store = await self._session.get(Store, asker.store_id, with_for_update={"key_share": True})
        if store is None:
            raise StoreNotFound
        if given := await self._session.get(ZReportRow, request.report_id):
            if (given.store_id, given.day) != (store.id, request.date):
                raise ReportIdTaken
            return ZReport.model_validate(given.content)
        self._refuse_future(request.date)
        last = await self._last(store.id)
        if last and last.day >= request.date:
            raise DayClosed(f"the last day that was closed is {last.day}", last=str(last.day))
        row = ZReportRow(
            id=request.report_id,
            store_id=store.id,
            number=last.number + 1 if last else 1,
            day=request.date,
            closed_at=self._now(),
            closed_by=asker.name or f"{asker.kind} {asker.id}",
            content={},
        )
        self._session.add(row)
        await self._session.flush()
        await self._session.execute(ASSIGN, self._values(row))
        report = await self._report(store, row, last, ASSIGNED)
        row.content = report.model_dump(mode="json")
        await self._session.flush()
        return report

    async def _report(self, store: Store, row: ZReportRow, last: ZReportRow | None, scope: Scope) -> ZReport:
        values = self._values(row)
        amounts = await self._rows(scope.amounts, values)
        items = figures.sold_items(await self._rows(scope.items, values))
        stock = await self._rows(scope.stock, values)
        placed = [amount for amount in amounts if amount["kind"] == EventType.PURCHASE_PLACED]
        gross = figures.amount_of(amounts, EventType.PURCHASE_PLACED)
        canceled = figures.amount_of(amounts, EventType.PURCHASE_CANCELED)
        refunded = figures.amount_of(amounts, EventType.PURCHASE_REFUNDED)
        return ZReport(
            id=row.id,
            number=row.number,
            store=EventStore(id=store.id, name=store.name),
            date=row.day,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            gross=gross,
            canceled=canceled,
            refunded=refunded,
            net_penny=gross.penny - canceled.penny - refunded.penny,
            first_purchase_at=min((amount["first"] for amount in placed), default=None),
            last_purchase_at=max((amount["last"] for amount in placed), default=None),
            items=items,
            categories=figures.sold_categories(items),
            payments=figures.payments(amounts),
            stock=figures.stock_value(stock, ZReport.model_validate(last.content).stock if last else None),
        )

    async def _rows(self, statement: TextClause, values: dict[str, Any]) -> Sequence[RowMapping]:
        return (await self._session.execute(statement, values)).mappings().all()

    async def _last(self, store_id: UUID) -> ZReportRow | None:
        of_store = select(ZReportRow).where(ZReportRow.store_id == store_id)
        return await self._session.scalar(of_store.order_by(ZReportRow.number.desc()).limit(1))

    def _values(self, row: ZReportRow) -> dict[str, Any]:
        return {"store_id": row.store_id, "report_id": row.id, "until": self._end_of(row.day)}

    def _end_of(self, day: dt.date) -> dt.datetime:
        """Of the calendar's day in the zone, which a change of clocks makes longer or shorter."""
        return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), self._zone)

    def _refuse_future(self, day: dt.date) -> None:
        today = self._now().astimezone(self._zone).date()
        if day > today:
            raise DayNotBegun(f"today is {today}", today=str(today))
