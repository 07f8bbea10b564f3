import math

import httpx
import pytest
from fastapi import FastAPI
from fastapi_pagination import Params
from sqlalchemy import Column, Integer, MetaData, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from provodnik.contracts.pages import Page
from provodnik.contracts.wire import Ok
from provodnik.server.counting import COUNTED
from provodnik.server.database import create_sessions
from provodnik.server.pagination import PageParams, page_of
from provodnik.server.problem_details import install_problem_details

numbers = Table("numbers", MetaData(), Column("n", Integer, primary_key=True))


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncSession:
    async with engine.begin() as connection:
        await connection.run_sync(numbers.create)
        await connection.execute(numbers.insert(), [{"n": n} for n in range(1, 8)])
    return create_sessions(engine)()


async def page(session: AsyncSession, number: int, size: int) -> Page[str]:
    query = select(numbers.c.n).order_by(numbers.c.n)
    return await page_of(session, query, Params(page=number, size=size), lambda row: str(row.n))


@pytest.mark.parametrize(("number", "items"), [(1, ["1", "2", "3"]), (2, ["4", "5", "6"]), (3, ["7"]), (4, [])])
async def test_a_list_is_cut_into_pages(session: AsyncSession, number: int, items: list[str]) -> None:
    async with session:
        got = await page(session, number, 3)

    assert got == Page(items=items, total=7, page=number, size=3, pages=3)


async def test_the_query_asks_for_what_the_page_shows_and_no_more(session: AsyncSession, statements: list[str]) -> None:
    async with session:
        await page(session, 2, 3)

    assert sum("OFFSET" in statement for statement in statements) == 1
    assert len(statements) == 2


async def test_what_is_long_is_estimated(session: AsyncSession, statements: list[str]) -> None:
    async with session:
        await session.execute(numbers.insert().from_select(["n"], select(func.generate_series(8, 3 * COUNTED))))
        await session.execute(text("ANALYZE numbers"))
        statements.clear()
        whole = await page(session, 2, 50)
        query = select(numbers.c.n).where(numbers.c.n <= COUNTED).order_by(numbers.c.n)
        exact = await page_of(session, query, Params(page=1, size=3), lambda row: row.n)

    assert whole.items == [str(n) for n in range(51, 101)]
    assert whole.total == pytest.approx(3 * COUNTED, rel=0.05)
    assert whole.pages == math.ceil(whole.total / 50)
    assert exact.total == COUNTED
    assert sum("EXPLAIN" in statement for statement in statements) == 1


async def test_what_the_planner_thinks_short_is_longer_than_what_was_counted(session: AsyncSession) -> None:
    async with session:
        await session.execute(text("ANALYZE numbers"))
        await session.execute(numbers.insert().from_select(["n"], select(func.generate_series(8, 2 * COUNTED))))
        got = await page(session, 1, 100)

    assert COUNTED < got.total <= 2 * COUNTED


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("page=1&size=100", 200), ("size=101", 422), ("page=0", 422), ("page=x", 422)]
)
async def test_pages_begin_with_one_and_hold_a_hundred_at_most(query: str, status: int) -> None:
    app = FastAPI()
    install_problem_details(app)

    @app.get("/")
    async def listed(params: PageParams) -> Ok:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        assert (params.page, params.size) in {(1, 50), (1, 100)}
        return Ok()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as http:
        assert (await http.get(f"/?{query}")).status_code == status
