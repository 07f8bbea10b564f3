"""From the server's facts to the places and times that a screen shows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from provodnik.contracts.assignments import AssignmentRead
from provodnik.contracts.stations import StationRead
from provodnik.contracts.trips import TripRead
from robot.states.views import Header, Place

# Where neither a station nor a trip is known: the railway's own time, as on every ticket.
RAILWAY_ZONE = "Europe/Moscow"


def place(station: StationRead, scheduled: datetime | None, delay_minutes: int | None = None) -> Place:
    if scheduled is None:
        return Place(station, None)
    zone = ZoneInfo(station.time_zone)
    at, expected = scheduled.astimezone(zone), (scheduled + timedelta(minutes=delay_minutes or 0)).astimezone(zone)
    return Place(station, expected, at if delay_minutes else None)


def ends(trip: TripRead | None) -> tuple[Place | None, Place | None]:
    """Where the trip begins and where it ends."""
    if trip is None or not trip.stops:
        return None, None
    first, last = trip.stops[0], trip.stops[-1]
    return (
        place(first.station, first.departure, first.delay_minutes),
        place(last.station, last.arrival, last.delay_minutes),
    )


def departure_here(assignment: AssignmentRead) -> Place | None:
    """The train's departure from the station where it stands; None at the last one, or where that is not known."""
    if assignment.station is None or assignment.trip is None:
        return None
    here = next((stop for stop in assignment.trip.stops if stop.station.id == assignment.station.id), None)
    return place(here.station, here.departure, here.delay_minutes) if here and here.departure else None


def train_name(number: int, label: str | None) -> str:
    return label or str(number)


def zone(assignment: AssignmentRead | None) -> str:
    """The time zone of where the robot is."""
    if assignment is None:
        return RAILWAY_ZONE
    if assignment.station is not None:
        return assignment.station.time_zone
    if assignment.trip is not None and assignment.trip.stops:
        return assignment.trip.stops[0].station.time_zone
    return RAILWAY_ZONE


def header(assignment: AssignmentRead | None, ahead: float) -> Header | None:
    """`ahead`: by how many seconds the server's clock is ahead of the kiosk's."""
    if assignment is None:
        return None
    label = assignment.trip.label if assignment.trip else None
    return Header(train_name(assignment.train_number, label), assignment.wagon_number, zone(assignment), ahead)
