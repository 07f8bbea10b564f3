"""The wagons of a trip."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import SeatPlan, Ticket, Trip, TripWagon
from base_server.trips.locks import alone_with
from provodnik.contracts.trips import TripNotFound
from provodnik.contracts.wagons import (
    SeatPlanNotFound,
    SeatsSold,
    WagonKind,
    WagonRead,
    WagonsRead,
    WagonsWrite,
    WagonWrite,
)


class WagonService:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def replace(self, trip_id: UUID, request: WagonsWrite) -> WagonsRead:
        """Raises TripNotFound, SeatPlanNotFound, SeatsSold."""
        trip = await self._session.get(Trip, trip_id, with_for_update=True)
        if trip is None:
            raise TripNotFound
        await alone_with(self._session, trip.train_number)
        plans = await self._plans(request.wagons)
        if request.wagons:
            await self._keep_what_is_sold(trip, request.wagons, plans)
        await self._session.execute(delete(TripWagon).where(TripWagon.trip_id == trip_id))
        self._session.add_all(
            TripWagon(trip_id=trip_id, position=n, number=wagon.number, seat_plan_id=wagon.seat_plan_id)
            for n, wagon in enumerate(request.wagons)
        )
        await self._session.flush()
        return WagonsRead(
            wagons=[
                WagonRead(
                    number=wagon.number,
                    kind=WagonKind(plans[wagon.seat_plan_id].kind),
                    seat_plan_id=wagon.seat_plan_id,
                )
                for wagon in request.wagons
            ]
        )

    async def _plans(self, wagons: Sequence[WagonWrite]) -> dict[str, SeatPlan]:
        wanted = {wagon.seat_plan_id for wagon in wagons}
        # Locked, so that none loses a place before the trip has it.
        query = select(SeatPlan).where(SeatPlan.id.in_(wanted)).order_by(SeatPlan.id)
        locked = await self._session.scalars(query.with_for_update(read=True, key_share=True))
        found = {plan.id: plan for plan in locked}
        if missing := sorted(wanted - found.keys()):
            raise SeatPlanNotFound(f"there is no seat plan {', '.join(missing)}", seat_plans=missing)
        return found

    async def _keep_what_is_sold(self, trip: Trip, wagons: Sequence[WagonWrite], plans: dict[str, SeatPlan]) -> None:
        places = {(wagon.number, place["number"]) for wagon in wagons for place in plans[wagon.seat_plan_id].places}
        query = select(Ticket.wagon_number, Ticket.place_number).where(
            Ticket.train_number == trip.train_number,
            Ticket.start_date == trip.start_date,
            Ticket.status != "canceled",
        )
        sold = {(row.wagon_number, row.place_number) for row in await self._session.execute(query)}
        if lost := sorted(sold - places):
            raise SeatsSold(seats=[{"wagon_number": wagon, "place_number": place} for wagon, place in lost])
