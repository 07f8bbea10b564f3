"""Days of a store that are over: what has just happened is moved to them, and they are closed."""

import datetime as dt
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from provodnik.contracts.accounting import ZReport
from provodnik.server.database import Sessions
from store_server.models import AccountingEvent, Purchase, StockMovement
from store_server.testing.accounting import Books

MOSCOW: Final = ZoneInfo("Europe/Moscow")
PATH: Final = "/store/accounting/z_report"
_FIRST: Final = dt.date(2026, 6, 1)


def at(day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    """So many days after the first of June, by the clocks of Moscow."""
    return dt.datetime.combine(_FIRST + dt.timedelta(days=day), dt.time(hour, minute), MOSCOW)


def date(day: int) -> str:
    return str(at(day).date())


async def close(books: Books, day: int, report_id: UUID | None = None) -> ZReport:
    body = {"report_id": str(report_id or uuid4()), "date": date(day)}
    return ZReport.model_validate(await books.send("POST", PATH, body))


async def read(books: Books, day: int) -> ZReport:
    return ZReport.model_validate(await books.send("GET", f"{PATH}?date={date(day)}"))


class Past:
    """Makes of what has just happened what happened then."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, moment: dt.datetime) -> None:
        async with self._sessions() as session, session.begin():
            for table in (AccountingEvent, StockMovement, Purchase):
                just_now = update(table).where(table.created_at > at(30))
                await session.execute(just_now.values(created_at=moment))


@pytest.fixture
def past(idle_app: FastAPI) -> Past:
    return Past(idle_app.state.sessions)
