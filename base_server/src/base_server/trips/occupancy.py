"""Which places of trips are sold."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import SeatPlan, Ticket, Trip, TripWagon
from provodnik.contracts.trip_offers import FreePlaces, WagonSeats
from provodnik.contracts.wagons import SeatPlanRead, WagonKind

_Places = tuple[UUID, str, int]


def _sold() -> ColumnElement[bool]:
    """The tickets of a trip's wagons."""
    return and_(
        Ticket.train_number == Trip.train_number,
        Ticket.start_date == Trip.start_date,
        Ticket.wagon_number == TripWagon.number,
        Ticket.status != "canceled",
    )


class Occupancy:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def free_places(self, trip_ids: Sequence[UUID]) -> dict[UUID, list[FreePlaces]]:
        """Of each trip, by the kind of wagon; kinds without a place to sell are left out."""
        of_the_trips = TripWagon.trip_id.in_(trip_ids)
        key = (TripWagon.trip_id, SeatPlan.kind)
        there = (
            select(*key, func.sum(func.jsonb_array_length(SeatPlan.places)))
            .join(SeatPlan, SeatPlan.id == TripWagon.seat_plan_id)
            .where(of_the_trips)
            .group_by(*key)
            .order_by(*key)
        )
        sold = (
            select(*key, func.count())
            .select_from(TripWagon)
            .join(Trip, Trip.id == TripWagon.trip_id)
            .join(SeatPlan, SeatPlan.id == TripWagon.seat_plan_id)
            .join(Ticket, _sold())
            .where(of_the_trips)
            .group_by(*key)
        )
        taken = {(trip_id, kind): count for trip_id, kind, count in await self._session.execute(sold)}
        free: dict[UUID, list[FreePlaces]] = {trip_id: [] for trip_id in trip_ids}
        for trip_id, kind, total in await self._session.execute(there):
            if total:
                left = total - taken.get((trip_id, kind), 0)
                free[trip_id].append(FreePlaces(kind=WagonKind(kind), free=left, total=total))
        return free

    async def wagons(self, trip_id: UUID) -> list[WagonSeats]:
        plans = (
            select(TripWagon.number, SeatPlan)
            .join(SeatPlan, SeatPlan.id == TripWagon.seat_plan_id)
            .where(TripWagon.trip_id == trip_id)
            .order_by(TripWagon.position)
        )
        sold = (
            select(TripWagon.number, func.array_agg(Ticket.place_number))
            .select_from(TripWagon)
            .join(Trip, Trip.id == TripWagon.trip_id)
            .join(Ticket, _sold())
            .where(TripWagon.trip_id == trip_id)
            .group_by(TripWagon.number)
        )
        taken = {number: sorted(places) for number, places in await self._session.execute(sold)}
        return [
            WagonSeats(number=number, plan=SeatPlanRead.model_validate(plan), taken=taken.get(number, []))
            for number, plan in await self._session.execute(plans)
        ]
