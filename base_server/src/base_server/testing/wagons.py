"""Small seat plans for tests."""

from collections.abc import Mapping
from typing import Final

from provodnik.contracts.wagons import (
    Berth,
    PlaceOnPlan,
    SeatPlanCreate,
    SeatPlanUpdate,
    WagonKind,
    WagonsWrite,
    WagonWrite,
)


def plan_of(plan_id: str, places: int, kind: WagonKind = WagonKind.COMPARTMENT) -> SeatPlanCreate:
    """Its places are numbered from 1, four in a compartment."""
    return SeatPlanCreate(
        id=plan_id,
        kind=kind,
        name_ru=f"вагон на {places}",
        name_en=f"wagon for {places}",
        places=[
            PlaceOnPlan(
                number=n + 1,
                berth=Berth.UPPER if n % 2 else Berth.LOWER,
                row=n % 2 + 1,
                column=n // 2 + 1,
                compartment=n // 4 + 1,
            )
            for n in range(places)
        ],
    )


COMPARTMENT: Final = plan_of("compartment-4", 4)
SEATED: Final = plan_of("seated-6", 6, WagonKind.SEATED)


def update_of(plan: SeatPlanCreate) -> SeatPlanUpdate:
    return SeatPlanUpdate(**dict(plan.model_dump(exclude={"id"})))


def wagons_of(*numbers: int, plans: Mapping[int, str] | None = None) -> WagonsWrite:
    """Of compartments, but for those in `plans`."""
    named = plans or {}
    return WagonsWrite(
        wagons=[WagonWrite(number=number, seat_plan_id=named.get(number, COMPARTMENT.id)) for number in numbers]
    )
