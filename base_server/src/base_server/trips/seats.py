"""Which places a trip has. Where its wagons are not described, it has every one."""

from datetime import datetime

from sqlalchemy import Exists, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import SeatPlan, Trip, TripWagon
from provodnik.contracts.trips import PlaceUnknown, WagonUnknown


class SeatPlans:
    """Asked with a trip's own start, as `TripService.start_of` tells it.

    `start_of` also keeps the trip's wagons as they are until the commit, so a place that is there can be sold.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def require_place(
        self, train_number: int, start_date: datetime, wagon_number: int, place_number: int
    ) -> None:
        """Raises PlaceUnknown."""
        described = _wagons_of(train_number, start_date)
        numbered = SeatPlan.places.contains([{"number": place_number}])
        there = described.where(TripWagon.number == wagon_number, SeatPlan.id == TripWagon.seat_plan_id, numbered)
        if not await self._session.scalar(select(~described | there)):
            raise PlaceUnknown(f"there is no place {place_number} in wagon {wagon_number} of this trip")

    async def require_wagon(self, train_number: int, start_date: datetime, wagon_number: int) -> None:
        """Raises WagonUnknown."""
        described = _wagons_of(train_number, start_date)
        if not await self._session.scalar(select(~described | described.where(TripWagon.number == wagon_number))):
            raise WagonUnknown(f"there is no wagon {wagon_number} on this trip")


def _wagons_of(train_number: int, start_date: datetime) -> Exists:
    return exists().where(
        TripWagon.trip_id == Trip.id, Trip.train_number == train_number, Trip.start_date == start_date
    )
