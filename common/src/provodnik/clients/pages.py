from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from provodnik.contracts.pages import Page

Item = TypeVar("Item")

LARGEST: Final = 100


async def every_page(fetch: Callable[[int, int], Awaitable[Page[Item]]]) -> Page[Item]:
    """The whole list as one page. `fetch` takes a page's number and size."""
    items: list[Item] = []
    number = 1
    while True:
        page = await fetch(number, LARGEST)
        items += page.items
        if len(page.items) < LARGEST:  # not by the number of pages: of a long list that is an estimate
            return Page(items=items, total=len(items), page=1, size=max(len(items), 1), pages=1)
        number += 1
