"""Wagons: their kinds, their seat plans, and which of them run on a trip."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.wire import Command, Id60, Line60, PlaceNumber, WagonNumber, Wire


class SeatPlanNotFound(NotFound):
    """There is no seat plan with this id."""


class SeatPlanExists(Conflict):
    """A seat plan with this id is there already."""


class SeatPlanInUse(Conflict):
    """Wagons of trips are of this plan: it can't be removed, and none of its places can."""


class SeatsSold(Conflict):
    """Tickets are sold for places that these wagons don't have; cancel them first."""


class WagonKind(StrEnum):
    SEATED = "seated"
    OPEN = "open"
    COMPARTMENT = "compartment"
    SLEEPING = "sleeping"
    RESTAURANT = "restaurant"


class Berth(StrEnum):
    SEAT = "seat"
    LOWER = "lower"
    UPPER = "upper"
    SIDE_LOWER = "side_lower"
    SIDE_UPPER = "side_upper"


_Cell = Annotated[int, Field(ge=1, le=200, strict=True)]


class PlaceOnPlan(Command):
    """A place, and its cell on the drawing of the wagon: rows across, columns along it."""

    number: PlaceNumber
    berth: Berth
    row: _Cell
    column: _Cell
    compartment: Annotated[_Cell | None, Field(description="Its number, where the wagon has such.")] = None


class SeatPlanUpdate(Command):
    kind: WagonKind
    name_ru: Line60 = Field(examples=["Купе, 36 мест"])
    name_en: Line60 = Field(examples=["Compartments, 36 berths"])
    places: Annotated[list[PlaceOnPlan], Field(max_length=200, description="None in a restaurant car.")]

    @model_validator(mode="after")
    def _each_place_once(self) -> Self:
        if len({place.number for place in self.places}) != len(self.places):
            raise ValueError("two places have the same number")
        if len({(place.row, place.column) for place in self.places}) != len(self.places):
            raise ValueError("two places are drawn in the same cell")
        return self


class SeatPlanCreate(SeatPlanUpdate):
    id: Id60 = Field(examples=["compartment-36"])


class SeatPlanRead(Wire):
    id: str
    kind: WagonKind
    name_ru: str
    name_en: str
    places: list[PlaceOnPlan]


class WagonWrite(Command):
    number: WagonNumber
    seat_plan_id: Id60


class WagonsWrite(Command):
    """All wagons of a trip, from the train's head. None: any place of the trip can be sold again."""

    wagons: Annotated[list[WagonWrite], Field(max_length=40)]

    @model_validator(mode="after")
    def _each_wagon_once(self) -> Self:
        if len({wagon.number for wagon in self.wagons}) != len(self.wagons):
            raise ValueError("two wagons have the same number")
        return self


class WagonRead(Wire):
    """A wagon of a trip, as it is known to everybody."""

    number: int
    kind: WagonKind
    seat_plan_id: str


class WagonsRead(Wire):
    """All wagons of a trip, from the train's head."""

    wagons: list[WagonRead]
