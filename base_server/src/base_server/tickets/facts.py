"""What a check is decided on: read from the database in one statement, frozen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from base_server.trips.clock import bounds, current_stop, day_in
from provodnik.contracts.checks import CheckAnswer
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus


@dataclass(frozen=True)
class StopFacts:
    station_id: str
    time_zone: str
    arrival: datetime | None
    departure: datetime | None
    delay_minutes: int = 0

    @property
    def expected_arrival(self) -> datetime | None:
        return self.arrival and self.arrival + timedelta(minutes=self.delay_minutes)


@dataclass(frozen=True)
class PlaceFacts:
    """The robot's assignment, with the trip's stops where the trip is described."""

    assignment_id: UUID
    train_number: int
    wagon_number: int
    start_date: datetime
    station_id: str | None
    label: str | None
    stops: tuple[StopFacts, ...]
    default_zone: str

    def station_at(self, now: datetime) -> str | None:
        """Where the robot is: as assigned, else by when the trip's stops are expected and the clock, else unknown."""
        if self.station_id is not None or not self.stops:
            return self.station_id
        return self.stops[current_stop([stop.expected_arrival for stop in self.stops], now)].station_id

    def same_day(self, moment: datetime) -> bool:
        """Whether this is the day on which the trip starts, where it starts."""
        return day_in(self._zone, moment) == day_in(self._zone, self.start_date)

    @property
    def day(self) -> tuple[datetime, datetime]:
        """That day: from its first moment to the first of the next."""
        return bounds(day_in(self._zone, self.start_date), self._zone)

    @property
    def _zone(self) -> str:
        return self.stops[0].time_zone if self.stops else self.default_zone

    def stop(self, station_id: str) -> StopFacts | None:
        return next((stop for stop in self.stops if stop.station_id == station_id), None)


@dataclass(frozen=True)
class Redemption:
    """The check that used the ticket."""

    checked_at: datetime
    robot_id: UUID
    wagon_number: int


@dataclass(frozen=True)
class TicketFacts:
    id: UUID
    user_id: UUID
    user_name: str
    train_number: int
    train_label: str | None
    wagon_number: int
    place_number: int
    station_id: str
    date: datetime
    start_date: datetime
    status: TicketStatus
    used: bool
    redemption: Redemption | None
    origin: StationRead
    destination: StationRead


@dataclass(frozen=True)
class GivenAnswer:
    """What the same check was answered before; of one that was withdrawn the robot wants no answer any more."""

    content: bytes
    answer: CheckAnswer
    withdrawn: bool = False


@dataclass(frozen=True)
class Facts:
    given: GivenAnswer | None
    place: PlaceFacts | None
    ticket: TicketFacts | None
