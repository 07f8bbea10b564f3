from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer
from rich.console import Group

from debug_console import qr
from debug_console.menu import Menu
from debug_console.parameters import (
    Everything,
    PageNumber,
    PageSize,
    StartDate,
    TrainNumber,
    WagonNumber,
    chosen,
    moment,
)
from debug_console.views import Columns, View, done, one, page_of, plain
from debug_console.views import moment as told
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.tickets import TicketCreate, TicketCreated, TicketRead

menu = Menu("tickets", "The tickets, and their QR codes.")

_SOLD_COLUMNS: Final[Columns[TicketCreated]] = {
    "id": lambda ticket: ticket.id,
    "train": lambda ticket: ticket.train_number,
    "wagon": lambda ticket: ticket.wagon_number,
    "place": lambda ticket: ticket.place_number,
    "to": lambda ticket: ticket.destination,
}
_COLUMNS: Final[Columns[TicketRead]] = {
    **_SOLD_COLUMNS,
    "from": lambda ticket: ticket.station_id,
    "departure": lambda ticket: told(ticket.date),
    "passenger": lambda ticket: ticket.user_id,
    "status": lambda ticket: ticket.status,
    "used": lambda ticket: told(ticket.used_at) if ticket.used else "no",
}
_WHOLE_COLUMNS: Final[Columns[TicketRead]] = {
    **_COLUMNS,
    "train's start": lambda ticket: told(ticket.start_date),
    "used by robot": lambda ticket: ticket.used_by_robot_id,
    "code": lambda ticket: ticket.code,
}

TicketId = Annotated[UUID, typer.Argument()]


@menu.command("list")
async def list_tickets(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
    user_id: Annotated[UUID | None, typer.Option(help="Only this passenger's.")] = None,
) -> View:
    """List them, the oldest first."""
    return page_of(await chosen(partial(admin.tickets, user_id=user_id), page, size, everything=everything), _COLUMNS)


@menu.command("show")
async def show_ticket(admin: BaseAdminClient, ticket_id: TicketId) -> View:
    """Everything about a ticket."""
    return one(await admin.ticket(ticket_id), _WHOLE_COLUMNS)


@menu.command("add")
async def add_ticket(  # noqa: PLR0913 - a ticket has as many fields
    admin: BaseAdminClient,
    *,
    user_id: Annotated[UUID, typer.Option(help="The passenger.")],
    train_number: TrainNumber,
    wagon_number: WagonNumber,
    place_number: Annotated[int, typer.Option(min=1, max=999)],
    station_id: Annotated[str, typer.Option(help="Where the passenger boards.")],
    destination: Annotated[str, typer.Option(help="The station where the passenger leaves.")],
    start_date: StartDate,
    date: Annotated[
        datetime | None,
        typer.Option(
            parser=moment, metavar="WHEN", help="The departure from the passenger's station, if not the train's start."
        ),
    ] = None,
) -> View:
    """Sell a seat; a seat is sold once for a trip."""
    ticket = TicketCreate(
        user_id=user_id,
        train_number=train_number,
        wagon_number=wagon_number,
        place_number=place_number,
        station_id=station_id,
        destination=destination,
        date=date or start_date,
        start_date=start_date,
    )
    return one(await admin.add_ticket(ticket), _SOLD_COLUMNS)


@menu.command("cancel")
async def cancel_ticket(admin: BaseAdminClient, ticket_id: TicketId) -> View:
    """Cancel a ticket: its seat can be sold again."""
    return done(await admin.cancel_ticket(ticket_id), f"The ticket {ticket_id} is canceled.")


@menu.command("qr")
async def show_qr(
    admin: BaseAdminClient,
    ticket_id: TicketId,
    *,
    out: Annotated[Path | None, typer.Option(help="Write it into this file, .png or .svg, instead.")] = None,
) -> View:
    """Show a ticket's QR code."""
    if out:
        qr.check_form(out)
    ticket = await admin.ticket(ticket_id)
    if out:
        qr.write(ticket.code, out)
        return View(ticket, plain(f"The QR code of ticket {ticket_id} is in {out}."))
    return View(ticket, Group(qr.for_terminal(ticket.code), plain(ticket.code)))
