"""The usual wagons of long-distance trains, drawn from above: columns along the wagon, rows across it."""

from collections.abc import Iterator
from typing import Final

from provodnik.contracts.wagons import Berth, PlaceOnPlan, SeatPlanCreate, WagonKind

_COMPARTMENTS: Final = 9
_SIDE_ROW: Final = 4  # the third one is the aisle
_SEAT_ROWS: Final = (1, 2, 4, 5)


def _compartments() -> Iterator[PlaceOnPlan]:
    """Four berths in each: an odd number is a lower one, and the upper one above it comes next."""
    for n in range(4 * _COMPARTMENTS):
        berth = Berth.UPPER if n % 2 else Berth.LOWER
        yield PlaceOnPlan(
            number=n + 1, berth=berth, row=1 if berth is Berth.UPPER else 2, column=n // 2 + 1, compartment=n // 4 + 1
        )


def _side_berths() -> Iterator[PlaceOnPlan]:
    """Across the aisle, numbered back from the last bay to the first."""
    for n in range(2 * _COMPARTMENTS):
        bay = _COMPARTMENTS - n // 2
        yield PlaceOnPlan(
            number=4 * _COMPARTMENTS + n + 1,
            berth=Berth.SIDE_UPPER if n % 2 else Berth.SIDE_LOWER,
            row=_SIDE_ROW,
            column=2 * bay - 1 + n % 2,
            compartment=bay,
        )


def _lower_berths() -> Iterator[PlaceOnPlan]:
    for n in range(2 * _COMPARTMENTS):
        yield PlaceOnPlan(number=n + 1, berth=Berth.LOWER, row=1, column=n + 1, compartment=n // 2 + 1)


def _seats(rows: int) -> Iterator[PlaceOnPlan]:
    for n in range(len(_SEAT_ROWS) * rows):
        yield PlaceOnPlan(number=n + 1, berth=Berth.SEAT, row=_SEAT_ROWS[n % 4], column=n // 4 + 1)


SEAT_PLANS: Final = {
    plan.id: plan
    for plan in (
        SeatPlanCreate(
            id="seated-60", kind=WagonKind.SEATED, name_ru="Сидячий, 60 мест", name_en="60 seats", places=[*_seats(15)]
        ),
        SeatPlanCreate(
            id="open-54",
            kind=WagonKind.OPEN,
            name_ru="Плацкарт, 54 места",
            name_en="Open sleeper, 54 berths",
            places=[*_compartments(), *_side_berths()],
        ),
        SeatPlanCreate(
            id="compartment-36",
            kind=WagonKind.COMPARTMENT,
            name_ru="Купе, 36 мест",
            name_en="Compartments for four, 36 berths",
            places=[*_compartments()],
        ),
        SeatPlanCreate(
            id="sleeping-18",
            kind=WagonKind.SLEEPING,
            name_ru="СВ, 18 мест",
            name_en="Compartments for two, 18 berths",
            places=[*_lower_berths()],
        ),
        SeatPlanCreate(
            id="restaurant", kind=WagonKind.RESTAURANT, name_ru="Вагон-ресторан", name_en="Restaurant car", places=[]
        ),
    )
}
