"""What passengers do with seats themselves: buy one, and give it back."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Ticket, Trip, TripStop, User
from base_server.tickets.passenger_tickets import PassengerTickets
from base_server.trips.seats import SeatPlans
from base_server.trips.service import TripService
from provodnik.contracts.passengers import (
    DepartureDiffers,
    OwnTicket,
    RouteNotServed,
    SeatPurchase,
    SeatPurchaseDiffers,
    TicketNotReturnable,
    TripDeparted,
)
from provodnik.contracts.ticket_code import new_ticket_code
from provodnik.contracts.tickets import SeatTaken, TicketNotFound, TicketStatus
from provodnik.contracts.trips import TripNotFound
from provodnik.contracts.users import UserNotFound

# When the train is expected to leave the ticket's station; where its trip is not described, as it was sold.
_LEAVES: Final = func.coalesce(
    select(TripStop.departure + func.make_interval(0, 0, 0, 0, 0, TripStop.delay_minutes))
    .join(Trip, Trip.id == TripStop.trip_id)
    .where(
        Trip.train_number == Ticket.train_number,
        Trip.start_date == Ticket.start_date,
        TripStop.station_id == Ticket.station_id,
    )
    .correlate(Ticket)
    .scalar_subquery(),
    Ticket.date,
)


class TicketSales:
    """Sells only what can be travelled: seats of trips that are described, from a stop to a later one."""

    def __init__(self, session: AsyncSession, trips: TripService, tickets: PassengerTickets) -> None:
        self._session = session
        self._trips = trips
        self._tickets = tickets

    async def buy(self, user_id: UUID, request: SeatPurchase) -> OwnTicket:
        """The same purchase again is the same ticket, as it is by then.

        Raises UserNotFound, SeatPurchaseDiffers, TripNotFound, RouteNotServed, DepartureDiffers, TripDeparted,
        PlaceUnknown, SeatTaken.
        """
        content = hashlib.sha256(request.model_dump_json(exclude={"purchase_id"}).encode()).digest()
        ticket_id = await self._bought(user_id, request.purchase_id, content)
        if ticket_id is None:
            ticket_id = await self._sell(user_id, request, content)
        if ticket_id is None:
            # Taken: by the very same purchase, sent twice at once, or by somebody else.
            ticket_id = await self._bought(user_id, request.purchase_id, content)
        if ticket_id is None:
            raise SeatTaken
        return await self._tickets.get(ticket_id)

    async def give_back(self, user_id: UUID, ticket_id: UUID) -> None:
        """Done as well where it was canceled before. Raises TicketNotFound, TicketNotReturnable."""
        canceled = (
            update(Ticket)
            .where(
                Ticket.id == ticket_id,
                Ticket.user_id == user_id,
                Ticket.status == TicketStatus.VALID,
                ~Ticket.used,
                datetime.now(UTC) < _LEAVES,
            )
            .values(status=TicketStatus.CANCELED)
        )
        if await self._session.scalar(canceled.returning(Ticket.id)):
            return
        status = await self._session.scalar(
            select(Ticket.status).where(Ticket.id == ticket_id, Ticket.user_id == user_id)
        )
        if status is None:
            raise TicketNotFound
        if status != TicketStatus.CANCELED:
            raise TicketNotReturnable

    async def _bought(self, user_id: UUID, purchase_id: UUID, content: bytes) -> UUID | None:
        """The ticket of this purchase, if it was made. Raises SeatPurchaseDiffers."""
        query = select(Ticket.id, Ticket.purchase_content)
        made = await self._session.execute(query.where(Ticket.user_id == user_id, Ticket.purchase_id == purchase_id))
        row = made.one_or_none()
        if row and row.purchase_content != content:
            raise SeatPurchaseDiffers
        return row.id if row else None

    async def _sell(self, user_id: UUID, request: SeatPurchase, content: bytes) -> UUID | None:
        """None where a constraint says that the seat is sold, or the purchase made."""
        # Locked, so that the user can't be deleted before the ticket is theirs.
        if not await self._session.get(User, user_id, with_for_update={"key_share": True, "read": True}):
            raise UserNotFound
        start = await self._trips.start_of(request.train_number, request.start_date)
        await self._refuse_what_cant_be_travelled(start, request)
        seat = (request.train_number, start, request.wagon_number, request.place_number)
        await SeatPlans(self._session).require_place(*seat)
        values: dict[str, Any] = {
            "id": uuid4(),
            "user_id": user_id,
            "train_number": request.train_number,
            "wagon_number": request.wagon_number,
            "place_number": request.place_number,
            "station_id": request.station_id,
            "destination_id": request.destination,
            "date": request.date,
            "start_date": start,
            "code": new_ticket_code(),
            "purchase_id": request.purchase_id,
            "purchase_content": content,
        }
        return await self._session.scalar(insert(Ticket).values(values).on_conflict_do_nothing().returning(Ticket.id))

    async def _refuse_what_cant_be_travelled(self, start: datetime, request: SeatPurchase) -> None:
        query = (
            select(TripStop)
            .join(Trip, Trip.id == TripStop.trip_id)
            .where(Trip.train_number == request.train_number, Trip.start_date == start)
        )
        stops = {stop.station_id: stop for stop in await self._session.scalars(query)}
        if not stops:
            raise TripNotFound("this trip is not described, so no seat of it is sold here")
        here, there = stops.get(request.station_id), stops.get(request.destination)
        if here is None or there is None or here.position >= there.position:
            raise RouteNotServed
        if here.departure != request.date:
            raise DepartureDiffers(departure=here.departure and here.departure.isoformat())
        if here.expected_departure is None or here.expected_departure <= datetime.now(UTC):
            raise TripDeparted
