"""Lists, cut into pages in SQL."""

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query
from fastapi_pagination import Params
from fastapi_pagination.ext.sqlalchemy import apaginate  # pyright: ignore[reportUnknownVariableType] - untyped options
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.pages import Page, PageNumber, PageSize
from provodnik.server.counting import COUNTED, estimated_count, exact_count

Row = TypeVar("Row")
Item = TypeVar("Item")


async def _page_params(
    page: Annotated[PageNumber, Query()] = 1,
    size: Annotated[PageSize, Query()] = 50,
) -> Params:
    return Params(page=page, size=size)


PageParams = Annotated[Params, Depends(_page_params)]


async def page_of(
    session: AsyncSession, query: Select[*tuple[Any, ...]], params: Params, read: Callable[[Any], Item]
) -> Page[Item]:
    """The query must be ordered. `read` turns each row into what the wire shows."""

    def transform(rows: Sequence[Any]) -> list[Item]:
        return [read(row) for row in rows]

    found: Any = await apaginate(session, query, params, count_query=exact_count(query), transformer=transform)
    total = found.total if found.total <= COUNTED else await estimated_count(session, query)
    return Page(items=found.items, total=total, page=found.page, size=found.size, pages=math.ceil(total / found.size))
