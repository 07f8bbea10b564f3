from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.wire import Command, Id60, Line256, Wire


class StationNotFound(NotFound):
    """There is no station with this id."""


class StationExists(Conflict):
    """A station with this id is there already."""


class StationInUse(Conflict):
    """A trip stops at this station or an assignment names it, so it can't be removed."""


_ZONES = available_timezones()


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("not a time zone of the IANA database, such as Europe/Moscow")
    return name


TimeZone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_zone)]


class StationUpdate(Command):
    name_ru: Line256
    name_en: Line256
    time_zone: TimeZone


class StationCreate(StationUpdate):
    id: Id60


class StationRead(Wire):
    id: str
    name_ru: str
    name_en: str
    time_zone: str
