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
    folder: Annotated[Path, typer.Option(help="Where stations.json and trips.json lie.")] = FOLDER,
) -> None:
    """Load stations and trips into base_server. It may be done again: nothing is doubled, nothing is removed."""
    try:
        gateway = DataSettings.find(run_json)
        data = Data.read(folder)
    except (*NO_ACCESS, DataUnusable) as error:
        raise Failed(str(error), MISUSED) from error
    try:
        loaded = asyncio.run(_load(gateway, data, today or datetime.now(ZoneInfo("Europe/Moscow")).date()))
    except FAILURES as error:
        raise Failed(gateway.explain(error), REFUSED) from error
    for what, counts in (("stations", loaded.stations), ("trips", loaded.trips)):
        sys.stdout.write(f"{what}: {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}\n")


async def _load(gateway: Gateway, data: Data, today: date) -> Loaded:
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Loading stations and trips", total=None)
        async with gateway.admin() as admin:
            return await load(admin, today, lambda done, of: bar.update(task, completed=done, total=of), data)


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
