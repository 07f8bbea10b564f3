from uuid import UUID

from provodnik.clients.admin_calls import AdminCalls
from provodnik.contracts.pages import Page
from provodnik.contracts.trips import DelaysRead, DelaysWrite
from provodnik.contracts.wagons import SeatPlanCreate, SeatPlanRead, SeatPlanUpdate, WagonsRead, WagonsWrite
from provodnik.contracts.wire import Ok


class WagonsAdmin(AdminCalls):
    """Seat plans, trips' wagons and delays."""

    async def add_seat_plan(self, plan: SeatPlanCreate) -> SeatPlanRead:
        """Raises SeatPlanExists."""
        return await self._send(SeatPlanRead, "POST", "/seat_plans", plan)

    async def seat_plans(self, page: int = 1, size: int = 50) -> Page[SeatPlanRead]:
        return await self._send(Page[SeatPlanRead], "GET", "/seat_plans", params={"page": page, "size": size})

    async def update_seat_plan(self, plan_id: str, plan: SeatPlanUpdate) -> SeatPlanRead:
        """Raises SeatPlanNotFound, SeatPlanInUse."""
        return await self._send(SeatPlanRead, "PUT", f"/seat_plans/{plan_id}", plan)

    async def delete_seat_plan(self, plan_id: str) -> Ok:
        """Raises SeatPlanNotFound, SeatPlanInUse."""
        return await self._send(Ok, "DELETE", f"/seat_plans/{plan_id}")

    async def set_wagons(self, trip_id: UUID, wagons: WagonsWrite) -> WagonsRead:
        """All of a trip's. Raises TripNotFound, SeatPlanNotFound, SeatsSold."""
        return await self._send(WagonsRead, "PUT", f"/trips/{trip_id}/wagons", wagons)

    async def delays(self, trip_id: UUID) -> DelaysRead:
        """Raises TripNotFound."""
        return await self._send(DelaysRead, "GET", f"/trips/{trip_id}/delays")

    async def set_delays(self, trip_id: UUID, delays: DelaysWrite) -> DelaysRead:
        """At every stop: one that is not named is on time. Raises TripNotFound, StopUnknown, DelaysGoBackwards."""
        return await self._send(DelaysRead, "PUT", f"/trips/{trip_id}/delays", delays)
