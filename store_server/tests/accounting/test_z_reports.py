"""Closing reports: what is in a day's, and that it is closed once."""

import asyncio
import datetime as dt
from collections import Counter
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import text

from provodnik.contracts.accounting import ZReport
from store_server.testing.accounting import Books
from store_server.testing.days import MOSCOW, PATH, Past, at, close, date, read


async def refused(books: Books, body: dict[str, Any]) -> tuple[int, str]:
    answer = await books.ask("POST", PATH, body)
    return answer.status_code, answer.json()["code"]


class TestADay:
    async def test_it_adds_up_by_item_category_and_method(self, books: Books, past: Past) -> None:
        tea = await books.item("Чай", 5050, 10, category="Напитки")
        soup = await books.item("Борщ", 35_099, 5, category="Горячее")
        await books.buy(tea, soup, count=2)
        refunded, canceled = await books.buy(tea), await books.buy(soup)
        await books.hand_over(refunded)
        await books.refund(refunded)
        await books.cancel(canceled)
        await past(at(0))

        report = await close(books, 0)

        assert (report.number, report.currency, report.store.id) == (1, "RUB", books.store_id)
        assert (report.gross.purchases, report.gross.penny) == (3, 2 * (5050 + 35_099) + 5050 + 35_099)
        assert (report.canceled.purchases, report.canceled.penny) == (1, 35_099)
        assert (report.refunded.purchases, report.refunded.penny) == (1, 5050)
        assert report.net_penny == 2 * (5050 + 35_099)
        sold = {item.name: (item.sold, item.sold_penny, item.returned, item.net_penny) for item in report.items}
        assert sold == {"Чай": (3, 15_150, 1, 10_100), "Борщ": (3, 105_297, 1, 70_198)}
        assert {within.category: within.net_penny for within in report.categories} == {
            "Напитки": 10_100,
            "Горячее": 70_198,
        }
        (by_hand,) = report.payments
        assert (by_hand.method, by_hand.net_penny, by_hand.paid.penny) == ("on_delivery", report.net_penny, 5050)
        assert (report.first_purchase_at, report.last_purchase_at) == (at(0), at(0))
        stock = {item.name: (item.received, item.sold, item.returned, item.closing) for item in report.stock.items}
        assert stock == {"Чай": (10, 3, 1, 8), "Борщ": (5, 3, 1, 3)}
        assert report.stock.closing_penny == 8 * 5050 + 3 * 35_099

    async def test_an_empty_day_is_one_too(self, books: Books) -> None:
        report = await close(books, 0)

        assert (report.number, report.net_penny, report.items, report.payments) == (1, 0, [], [])
        assert (report.first_purchase_at, report.stock.closing_penny) == (None, 0)

    async def test_before_it_is_closed_it_is_shown_as_it_stands_and_nothing_is_assigned(
        self, books: Books, past: Past
    ) -> None:
        tea = await books.item()
        await books.buy(tea)
        await past(at(0))
        stands = await read(books, 0)
        await books.buy(tea)
        await past(at(0, 13))

        closed = await close(books, 0)

        assert (stands.id, stands.number, stands.closed_at, stands.gross.purchases) == (None, None, None, 1)
        assert (closed.gross.purchases, closed.gross.penny) == (2, 10_000)
        assert await read(books, 0) == closed

    async def test_it_is_the_calendars_day_in_the_stores_time_zone(self, books: Books, past: Past) -> None:
        tea = await books.item()
        await past(at(0))
        for day, hour, minute in ((0, 0, 0), (0, 23, 59), (1, 0, 0)):
            await books.buy(tea)
            await past(at(day, hour, minute))

        assert (await close(books, 0)).gross.purchases == 2
        assert (await close(books, 1)).gross.purchases == 1

    async def test_a_new_price_is_told_apart_from_what_was_moved(self, books: Books, past: Past) -> None:
        tea = await books.item("Чай", 1000, 10)
        await past(at(0))
        await close(books, 0)
        new_price = {"id": str(tea), "name": "Чай", "description": "Чай", "price_penny": 1500}
        await books.send("PUT", "/store/item", new_price)
        await books.move(tea, 2, "delivery")
        await past(at(1))

        stock = (await close(books, 1)).stock

        assert (stock.opening_penny, stock.moved_penny, stock.revalued_penny, stock.closing_penny) == (
            10_000,
            3_000,
            5_000,
            18_000,
        )


class TestClosing:
    async def test_the_same_again_gives_the_same_and_changes_nothing(self, books: Books, past: Past) -> None:
        tea = await books.item()
        await books.buy(tea)
        await past(at(0))
        report_id = uuid4()
        first = await close(books, 0, report_id)
        await books.buy(tea)
        await past(at(0, 20))

        assert await close(books, 0, report_id) == first
        assert await read(books, 0) == first

    async def test_what_came_after_it_is_in_the_next_once(self, books: Books, past: Past) -> None:
        tea = await books.item()
        await past(at(0))
        await close(books, 0)
        await books.buy(tea)
        await past(at(0, 23))  # of the closed day still
        await books.buy(tea)
        await past(at(1))

        report = await close(books, 1)

        assert report.gross.purchases == 2
        assert (await close(books, 2)).gross.purchases == 0

    async def test_days_that_nobody_closed_are_in_the_next(self, books: Books, past: Past) -> None:
        tea = await books.item()
        for day in range(3):
            await books.buy(tea)
            await past(at(day))

        report = await close(books, 2)

        assert (report.number, report.gross.purchases) == (1, 3)
        assert await read(books, 0) == report

    async def test_a_purchase_of_one_day_may_be_refunded_on_another(self, books: Books, past: Past) -> None:
        purchase = await books.buy(await books.item())
        await books.hand_over(purchase)
        await past(at(0))
        sold = await close(books, 0)
        await books.refund(purchase)
        await past(at(1))
        returned = await close(books, 1)

        assert (sold.net_penny, returned.gross.penny, returned.net_penny) == (5000, 0, -5000)

    async def test_a_day_is_closed_once_in_order_and_not_before_it_begins(self, books: Books) -> None:
        report_id = uuid4()
        await close(books, 3, report_id)

        assert await refused(books, {"report_id": str(uuid4()), "date": date(3)}) == (409, "DayClosed")
        assert await refused(books, {"report_id": str(uuid4()), "date": date(2)}) == (409, "DayClosed")
        assert await refused(books, {"report_id": str(report_id), "date": date(4)}) == (409, "ReportIdTaken")
        assert await refused(books, {"report_id": str(uuid4()), "date": "2099-01-01"}) == (409, "DayNotBegun")
        assert (await close(books, 4)).number == 2

    async def test_another_store_neither_sees_nor_takes_it(self, books: Books, past: Past) -> None:
        await books.buy(await books.item())
        await past(at(0))
        report_id = uuid4()
        mine = await close(books, 0, report_id)
        others = await Books(books.http, books.redis).open("Другой")

        assert await refused(others, {"report_id": str(report_id), "date": date(0)}) == (409, "ReportIdTaken")
        theirs = await close(others, 0)
        assert (theirs.number, theirs.gross.purchases, theirs.store.name) == (1, 0, "Другой")
        assert await read(books, 0) == mine

    async def test_of_many_at_once_one_closes_it(self, books: Books, past: Past) -> None:
        await books.buy(await books.item())
        await past(at(0))
        bodies = [{"report_id": str(uuid4()), "date": date(0)} for _ in range(8)]

        answers = await asyncio.gather(*(books.ask("POST", PATH, body) for body in bodies))

        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}

    async def test_what_is_sold_while_days_are_closed_is_in_one_report_or_still_to_come(
        self, books: Books, idle_app: FastAPI
    ) -> None:
        tea = await books.item()
        reports: list[ZReport] = []

        async def sell() -> None:
            for _ in range(10):
                await books.buy(tea)

        async def close_days() -> None:
            today = dt.datetime.now(MOSCOW).date()
            for days_ago in (2, 1, 0):
                body = {"report_id": str(uuid4()), "date": str(today - dt.timedelta(days=days_ago))}
                reports.append(ZReport.model_validate(await books.send("POST", PATH, body)))

        await asyncio.gather(*(sell() for _ in range(6)), close_days())

        sold = sum(report.gross.purchases for report in reports)
        to_come = text("SELECT count(*) FROM accounting_events WHERE report_id IS NULL AND kind = 'purchase.placed'")
        moved = text("SELECT -sum(delta) FROM stock_movements WHERE report_id IS NULL AND reason = 'purchase'")
        async with idle_app.state.sessions() as session:
            assert sold + await session.scalar(to_come) == 60
            assert (1000 - reports[-1].stock.items[0].closing) + (await session.scalar(moved) or 0) == 60
