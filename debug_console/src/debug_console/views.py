"""What a command answers: the contract's own JSON for programs, the same as a table for people."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from provodnik.contracts.pages import Page

Item = TypeVar("Item", bound=BaseModel)
Columns = Mapping[str, Callable[[Item], object]]

# A table in a pipe is as wide as it needs to be: nothing of it is folded or cut for a screen that is not there.
_PIPE_WIDTH: Final = 10_000


@dataclass(frozen=True)
class View:
    document: BaseModel
    shown: RenderableType


def page_of(page: Page[Item], columns: Columns[Item]) -> View:
    count = counted(page)
    return View(page, Group(table_of(page.items, columns), count) if page.items else count)


def counted(page: Page[Any]) -> Text:
    return Text(f"{page.total} in all, page {page.page} of {max(page.pages, 1)}", style="dim")


def one(item: Item, columns: Columns[Item]) -> View:
    return View(item, record_of(item, columns))


def done(document: BaseModel, words: str) -> View:
    return View(document, plain(words))


def table_of(items: Iterable[Item], columns: Columns[Item]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for item in items:
        table.add_row(*(plain(cell(item)) for cell in columns.values()))
    return table


def record_of(item: Item, columns: Columns[Item]) -> Table:
    """One line for each field: a table of one row would be too wide for a terminal."""
    record = Table.grid(padding=(0, 2))
    record.add_column(style="bold")
    record.add_column(overflow="fold")
    for name, cell in columns.items():
        record.add_row(name, plain(cell(item)))
    return record


def plain(value: object) -> Text:
    """Names come from people: no markup, and no character that moves the cursor or turns the text around."""
    text = "-" if value is None else str(value)
    return Text("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text))


def moment(value: datetime | None, zone: str = "UTC") -> str | None:
    """As the options take it, so that it can be copied into the next command."""
    if value is None:
        return None
    there = value.astimezone(ZoneInfo(zone))
    return there.isoformat("T", "auto" if there.second or there.microsecond else "minutes")


def show(view: View, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(view.document.model_dump_json() + "\n")
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(view.shown)
