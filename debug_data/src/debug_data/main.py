"""`python -m debug_data`: load the data into a running stack."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from debug_data.config import DataSettings
from debug_data.files import FOLDER, Data, DataUnusable
from debug_data.loader import Loaded, load
from debug_data.stores import LoadedStores, StoreOnBoard, load_stores, read_stores
from provodnik.clients.admin_access import FAILURES, NO_ACCESS, Gateway

REFUSED: Final = 1
MISUSED: Final = 2


class Failed(Exception):
    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


loader = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day, such as 2026-01-05") from None


@loader.command()
def load_data(
    *,
    run_json: Annotated[
        Path | None,
        typer.Option(help="The run.json of a stack that `make run` started: in place of address and token."),
    ] = None,
    today: Annotated[
        date | None, typer.Option(parser=_day, metavar="DAY", help="The day to load trains around; today by default.")
    ] = None,
    folder: Annotated[
        Path, typer.Option(help="Where stations.json, trips.json, sights.json and stores.json lie.")
    ] = FOLDER,
) -> None:
    """Load stations, trips, seat plans, sights and stores. It may be done again: nothing is doubled or removed."""
    try:
        gateway = DataSettings.find(run_json)
        data, stores = Data.read(folder), read_stores(folder)
    except (*NO_ACCESS, DataUnusable) as error:
        raise Failed(str(error), MISUSED) from error
    try:
        day = today or datetime.now(ZoneInfo("Europe/Moscow")).date()
        loaded, on_board = asyncio.run(_load(gateway, data, stores, day))
    except FAILURES as error:
        raise Failed(gateway.explain(error), REFUSED) from error
    for what, counts in (
        ("stations", loaded.stations),
        ("trips", loaded.trips),
        ("seat plans", loaded.seat_plans),
        ("hotels and attractions", loaded.sights),
        *(
            (("stores", on_board.stores), ("items", on_board.items), ("stores on trips", on_board.trains))
            if on_board
            else ()
        ),
    ):
        sys.stdout.write(f"{what}: {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}\n")
    if on_board is None:
        sys.stdout.write("stores: left out, for there is no DATA_STORE_ADMIN_TOKEN\n")


async def _load(
    gateway: Gateway, data: Data, stores: list[StoreOnBoard], today: date
) -> tuple[Loaded, LoadedStores | None]:
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Loading the data", total=None)
        async with gateway.admin() as admin, gateway.store_admin() as store_admin:
            loaded = await load(admin, today, lambda done, of: bar.update(task, completed=done, total=of), data)
            return loaded, await load_stores(admin, store_admin, stores) if store_admin else None


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 where the server refuses or can't be had, 2 for misuse."""
    try:
        status = loader(None if arguments is None else list(arguments), prog_name="debug_data", standalone_mode=False)
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.status
    except typer.TyperException as misuse:
        sys.stderr.write(f"{misuse.format_message()} (--help tells more)\n")
        return MISUSED
    return status if isinstance(status, int) else 0
