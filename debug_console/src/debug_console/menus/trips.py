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
from provodnik.contracts.trips import (
    DelaysWrite,
    StopCreate,
    StopDelay,
    StopDelayRead,
    StopRead,
    TripNotFound,
    TripRead,
    TripWrite,
)
from provodnik.contracts.wagons import WagonRead, WagonsWrite, WagonWrite

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
    "late, min": lambda stop: stop.delay_minutes or None,
}
_WAGON_COLUMNS: Final[Columns[WagonRead]] = {
    "wagon": lambda wagon: wagon.number,
    "kind": lambda wagon: wagon.kind,
    "seat plan": lambda wagon: wagon.seat_plan_id,
}
_DELAY_COLUMNS: Final[Columns[StopDelayRead]] = {
    "stop": lambda stop: stop.position,
    "station": lambda stop: stop.station_id,
    "late, min": lambda stop: stop.minutes,
    "noted": lambda stop: told(stop.noted_at),
    "by": lambda stop: stop.noted_by,
}

_NO_TIME: Final = "-"
_FORM: Final = "STATION,ARRIVAL,DEPARTURE"
_WAGON_FORM: Final = "NUMBER,SEAT_PLAN"


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


def _wagon(text: str) -> WagonWrite:
    number, _, plan = text.partition(",")
    if not number.isdecimal():
        raise typer.BadParameter(f"{text!r} is not of the form {_WAGON_FORM}")
    try:
        return WagonWrite(number=int(number), seat_plan_id=plan)
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
    wagons = [table_of(trip.wagons, _WAGON_COLUMNS)] if trip.wagons else []
    return View(trip, Group(record_of(trip, _COLUMNS), table_of(trip.stops, _STOP_COLUMNS), *wagons))


async def _known(admin: BaseAdminClient, trip_id: UUID) -> TripRead:
    known = await every_page(admin.trips)
    for trip in known.items:
        if trip.id == trip_id:
            return trip
    raise TripNotFound


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
    return _whole(await _known(admin, trip_id))


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


@menu.command("wagons")
async def set_wagons(
    admin: BaseAdminClient,
    trip_id: TripId,
    *,
    wagon: Annotated[
        list[WagonWrite] | None,
        typer.Option(parser=_wagon, metavar=_WAGON_FORM, help="Once for each wagon, from the train's head."),
    ] = None,
) -> View:
    """Replace a trip's wagons; without any, every place of the trip can be sold."""
    wagons = await admin.set_wagons(trip_id, WagonsWrite(wagons=wagon or []))
    return View(wagons, table_of(wagons.wagons, _WAGON_COLUMNS))


@menu.command("delay")
async def set_delay(
    admin: BaseAdminClient,
    trip_id: TripId,
    minutes: Annotated[int, typer.Argument(min=0, max=10_080, help="0: on time again.")],
    *,
    from_stop: Annotated[int, typer.Option(min=0, max=199, help="The first stop that is late; 0 is the first.")] = 0,
) -> View:
    """Say how late a train is, from a stop on; the kiosks hear of it at once. Earlier stops stay as they are."""
    trip = await _known(admin, trip_id)
    earlier = {n: stop.delay_minutes for n, stop in enumerate(trip.stops[:from_stop])}
    late = earlier | dict.fromkeys(range(from_stop, len(trip.stops)), minutes)
    stops = [StopDelay(position=n, minutes=delay) for n, delay in late.items() if delay]
    delays = await admin.set_delays(trip_id, DelaysWrite(stops=stops))
    return View(delays, table_of(delays.stops, _DELAY_COLUMNS))


@menu.command("delete")
async def delete_trip(admin: BaseAdminClient, trip_id: TripId) -> View:
    """Remove a trip's description; its tickets stay good."""
    return done(await admin.delete_trip(trip_id), f"The description of trip {trip_id} is removed.")
