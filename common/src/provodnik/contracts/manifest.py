"""What a robot needs to know of its trip to work without a connection."""

from datetime import date
from uuid import UUID

from pydantic import AliasChoices, Field

from provodnik.contracts.checks import Passenger
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus
from provodnik.contracts.trips import TripRead
from provodnik.contracts.wire import Moment, Wire


class ManifestTicket(Wire):
    """A ticket of the trip, whatever has become of it. Its code is known only by whoever shows it."""

    id: UUID
    code_sha256: str = Field(
        description="Of the code in UTF-8, in hexadecimal: 130 random bits can't be guessed from it.",
        examples=["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"],
    )
    wagon_number: int
    place_number: int
    from_: StationRead = Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    to: StationRead
    departure: Moment = Field(description="From the passenger's station, as scheduled.")
    day: date = Field(description="Of that departure, in the station's time zone.")
    status: TicketStatus
    used: bool
    passenger: Passenger


class Manifest(Wire):
    """Of the trip that the robot is assigned to; `trip` is null where it is not described."""

    version: str = Field(description="The same as long as the rest is; also the answer's ETag.", examples=["1f0d9c"])
    generated_at: Moment
    assignment_id: UUID
    train_number: int
    start_date: Moment
    trip: TripRead | None
    tickets: list[ManifestTicket]
