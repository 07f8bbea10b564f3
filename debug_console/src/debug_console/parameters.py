"""Options that several menus share."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, TypeVar

import typer

from provodnik.clients.pages import LARGEST, every_page
from provodnik.contracts.pages import Page

Item = TypeVar("Item")

EXAMPLE: Final = "2026-01-05T21:30+03:00"

PageNumber = Annotated[int, typer.Option("--page", min=1, max=1_000_000, help="Which page of the list.")]
PageSize = Annotated[int, typer.Option("--size", min=1, max=LARGEST, help="How many on a page.")]
Everything = Annotated[bool, typer.Option("--all", help="The whole list, as one page.")]


def moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date and time of ISO 8601, such as {EXAMPLE}") from None
    if read.tzinfo is None:
        raise typer.BadParameter(
            f"{text!r} names no time zone, and trains cross many of them: without one it could be any of a day's "
            f"moments; write its offset as in {EXAMPLE}, or Z for UTC"
        )
    return read


TrainNumber = Annotated[int, typer.Option(min=1, max=999_999, help="The train's number, such as 20 for 020У.")]
WagonNumber = Annotated[int, typer.Option(min=1, max=999)]
StartDate = Annotated[
    datetime,
    typer.Option(
        parser=moment,
        metavar="WHEN",
        help=f"The train's departure from its first station, such as {EXAMPLE}; its day is enough to name the trip.",
    ),
]


async def chosen(
    fetch: Callable[[int, int], Awaitable[Page[Item]]], page: int, size: int, *, everything: bool
) -> Page[Item]:
    """The page that was asked for. `fetch` takes a page's number and size."""
    if not everything:
        return await fetch(page, size)
    if page != 1:
        raise typer.BadParameter("--all is the whole list, --page a part of it: give one of them")
    return await every_page(fetch)
