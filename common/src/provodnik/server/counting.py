"""How long a list is: counted while that is quick, and estimated beyond.

Counting takes time in proportion to the rows, and a list of every check of some years would be counted for seconds
to show its first page. PostgreSQL's planner knows about how many there are, at once.
"""

import json
from typing import Any, Final

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

COUNTED: Final = 10_000


class _Explained(Executable, ClauseElement):
    """The planner's words on a query, which it does not run."""

    inherit_cache = False

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self.query = query


@compiles(_Explained, "postgresql")
def _compile(element: _Explained, compiler: SQLCompiler, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query, **options)}"


def exact_count(query: Select[*tuple[Any, ...]]) -> Select[int]:
    """Of its rows, and one more than COUNTED where there are more."""
    rows = query.order_by(None).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(rows)


async def estimated_count(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> int:
    """For a query that has more rows than COUNTED."""
    explained = await session.scalar(_Explained(query.order_by(None)))
    [plan] = json.loads(explained) if isinstance(explained, str) else explained
    return max(int(plan["Plan"]["Plan Rows"]), COUNTED + 1)
