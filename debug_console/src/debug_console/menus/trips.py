from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer
from pydantic import ValidationError
from rich.console import Group

from debug_console.failures import faults
from debug_console.menu import Menu
from debug_console.parameters import EXAMPLE, Everything, PageNumber, PageSize, TrainNumber, chosen, moment
from debug_console.views import Columns, View, done, page_of, record_of, table_of
from debug_console.views import moment as told
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.pages import every_page
from provodnik.contracts.trips import StopCreate, StopRead, TripNotFound, TripRead, TripWrite

menu = Menu("trips", "The trains' runs, with their stops.")

_COLUMNS: Final[Columns[TripRead]] = {
    "id": lambda trip: trip.id,
    "train": lambda trip: trip.train_number,
    "label": lambda trip: trip.label,
    "from": lambda trip: trip.stops[0].station.name_ru,
    "to": lambda trip: trip.stops[-1].station.name_ru,
    "departure": lambda trip: told(trip.start_date, trip.stops[0].station.time_zone),
    "arrival": lambda trip: told(trip.stops[-1].arrival, trip.stops[-1].station.time_zone),
    "stops": lambda trip: len(trip.stops),
}
_STOP_COLUMNS: Final[Columns[StopRead]] = {
    "station": lambda stop: stop.station.id,
    "Russian": lambda stop: stop.station.name_ru,
    "English": lambda stop: stop.station.name_en,
    "arrival": lambda stop: told(stop.arrival, stop.station.time_zone),
    "departure": lambda stop: told(stop.departure, stop.station.time_zone),
}

_NO_TIME: Final = "-"
_FORM: Final = "STATION,ARRIVAL,DEPARTURE"


def _stop(text: str) -> StopCreate:
    parts = text.split(",")
    if len(parts) != len(_FORM.split(",")):
        raise typer.BadParameter(f"{text!r} is not of the form {_FORM}, with {_NO_TIME} for a time that a stop lacks")
    station, *times = parts
    arrival, departure = (None if time == _NO_TIME else moment(time) for time in times)
    try:
        return StopCreate(station_id=station, arrival=arrival, departure=departure)
    except ValidationError as error:
        raise typer.BadParameter(f"{text!r}: {faults(error)}") from None


TripId = Annotated[UUID, typer.Argument()]
Label = Annotated[str, typer.Option(help="The train as passengers know it, such as 020У.")]
Stops = Annotated[
    list[StopCreate],
    typer.Option(
        "--stop",
        parser=_stop,
        metavar=_FORM,
        help=f"Once for each stop, in order; the first arrival and the last departure are {_NO_TIME}. "
        f"Times such as {EXAMPLE}.",
    ),
]


def _whole(trip: TripRead) -> View:
    return View(trip, Group(record_of(trip, _COLUMNS), table_of(trip.stops, _STOP_COLUMNS)))


@menu.command("list")
async def list_trips(
    admin: BaseAdminClient,
    page: PageNumber = 1,
    size: PageSize = 50,
    *,
    everything: Everything = False,
    train_number: TrainNumber | None = None,
) -> View:
    """List them by their start, of every train or of one."""
    fetch = partial(admin.trips, train_number=train_number)
    return page_of(await chosen(fetch, page, size, everything=everything), _COLUMNS)


@menu.command("show")
async def show_trip(admin: BaseAdminClient, trip_id: TripId) -> View:
    """A trip with its stops, times as they are there."""
    known = await every_page(admin.trips)
    for trip in known.items:
        if trip.id == trip_id:
            return _whole(trip)
    raise TripNotFound


@menu.command("add")
async def add_trip(admin: BaseAdminClient, *, train_number: TrainNumber, label: Label, stop: Stops) -> View:
    """Describe a train's run. Tickets sold for its day are of this trip from now on."""
    return _whole(await admin.add_trip(TripWrite(train_number=train_number, label=label, stops=stop)))


@menu.command("update")
async def update_trip(
    admin: BaseAdminClient, trip_id: TripId, *, train_number: TrainNumber, label: Label, stop: Stops
) -> View:
    """Describe a run anew; its tickets and robots follow a changed start."""
    return _whole(await admin.update_trip(trip_id, TripWrite(train_number=train_number, label=label, stops=stop)))


@menu.command("delete")
async def delete_trip(admin: BaseAdminClient, trip_id: TripId) -> View:
    """Remove a trip's description; its tickets stay good."""
    return done(await admin.delete_trip(trip_id), f"The description of trip {trip_id} is removed.")
