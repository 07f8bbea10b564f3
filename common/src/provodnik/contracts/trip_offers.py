"""Trips that a passenger can buy a seat on, and which of their places are free: never by whom one is taken."""

from uuid import UUID

from pydantic import AliasChoices, Field

from provodnik.contracts.trips import StopRead
from provodnik.contracts.wagons import SeatPlanRead, WagonKind
from provodnik.contracts.wire import Moment, Wire


class FreePlaces(Wire):
    kind: WagonKind
    free: int = Field(examples=[17])
    total: int = Field(examples=[36])


class TripOffer(Wire):
    """`from` and `to` are stops of the trip, with the times there and how late the train is."""

    id: UUID
    train_number: int
    label: str
    start_date: Moment
    from_: StopRead = Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    to: StopRead
    places: list[FreePlaces] = Field(description="By the wagons' kind; none where the wagons are not described.")


class WagonSeats(Wire):
    number: int
    plan: SeatPlanRead
    taken: list[int] = Field(description="The numbers of the places that are sold.", examples=[[3, 12]])


class TripSeats(Wire):
    trip: TripOffer
    wagons: list[WagonSeats] = Field(description="From the train's head.")
