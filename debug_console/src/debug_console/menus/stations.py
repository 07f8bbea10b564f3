from typing import Annotated, Final

import typer

from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.stations import StationCreate, StationRead, StationUpdate

menu = Menu("stations", "The stations, with their names and time zones.")

_COLUMNS: Final[Columns[StationRead]] = {
    "id": lambda station: station.id,
    "Russian": lambda station: station.name_ru,
    "English": lambda station: station.name_en,
    "time zone": lambda station: station.time_zone,
}

StationId = Annotated[str, typer.Argument(help="Such as 2004001; Express-3 codes where there is one.")]
NameRu = Annotated[str, typer.Option(help="The name in Russian.")]
NameEn = Annotated[str, typer.Option(help="The name in English.")]
Zone = Annotated[str, typer.Option(help="Of the IANA database, such as Europe/Moscow.")]


@menu.command("list")
async def list_stations(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them by id."""
    return page_of(await chosen(admin.stations, page, size, everything=everything), _COLUMNS)


@menu.command("add")
async def add_station(
    admin: BaseAdminClient, station_id: StationId, *, name_ru: NameRu, name_en: NameEn, time_zone: Zone
) -> View:
    """Describe a station."""
    station = StationCreate(id=station_id, name_ru=name_ru, name_en=name_en, time_zone=time_zone)
    return one(await admin.add_station(station), _COLUMNS)


@menu.command("update")
async def update_station(
    admin: BaseAdminClient, station_id: StationId, *, name_ru: NameRu, name_en: NameEn, time_zone: Zone
) -> View:
    """Change a station's names and time zone."""
    station = StationUpdate(name_ru=name_ru, name_en=name_en, time_zone=time_zone)
    return one(await admin.update_station(station_id, station), _COLUMNS)


@menu.command("delete")
async def delete_station(admin: BaseAdminClient, station_id: StationId) -> View:
    """Remove a station that nothing stops at."""
    return done(await admin.delete_station(station_id), f"The station {station_id} is removed.")
