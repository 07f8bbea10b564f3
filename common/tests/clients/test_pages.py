from provodnik.clients.pages import LARGEST, every_page
from provodnik.contracts.pages import Page


async def test_a_list_of_several_pages_comes_whole_and_in_order() -> None:
    numbers = list(range(2 * LARGEST + 1))

    async def fetch(page: int, size: int) -> Page[int]:
        items = numbers[(page - 1) * size : page * size]
        return Page(items=items, total=len(numbers), page=page, size=size, pages=-(-len(numbers) // size))

    whole = await every_page(fetch)

    assert whole == Page(items=numbers, total=len(numbers), page=1, size=len(numbers), pages=1)


async def test_an_empty_list_is_one_empty_page() -> None:
    async def fetch(page: int, size: int) -> Page[int]:
        return Page(items=[], total=0, page=page, size=size, pages=0)

    assert await every_page(fetch) == Page(items=[], total=0, page=1, size=1, pages=1)
