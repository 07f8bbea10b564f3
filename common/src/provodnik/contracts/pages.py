from typing import Annotated, Generic, TypeVar

from pydantic import Field

from provodnik.contracts.wire import Wire

Item = TypeVar("Item")

PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
PageSize = Annotated[int, Field(ge=1, le=100)]


class Page(Wire, Generic[Item]):
    """A page of a longer list, cut in SQL. The total is exact up to 10,000, and an estimate beyond."""

    items: list[Item]
    total: int
    page: int
    size: int
    pages: int
