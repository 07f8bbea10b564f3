from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from base_server.models import Ticket, User
from base_server.trips.seats import SeatPlans
from base_server.trips.service import TripService
from provodnik.contracts.pages import Page
from provodnik.contracts.ticket_code import new_ticket_code
from provodnik.contracts.tickets import (
    SeatTaken,
    TicketCreate,
    TicketCreated,
    TicketNotFound,
    TicketRead,
    TicketStatus,
)
from provodnik.contracts.users import UserNotFound
from provodnik.server.pagination import page_of


class TicketService:
    def __init__(self, session: AsyncSession, trips: TripService) -> None:
        self._session = session
        self._trips = trips

    async def add(self, request: TicketCreate) -> TicketCreated:
        """Raises UserNotFound, PlaceUnknown, SeatTaken."""
        # Locked, so that the user can't be deleted before the ticket is theirs.
        if not await self._session.get(User, request.user_id, with_for_update={"key_share": True, "read": True}):
            raise UserNotFound
        start = await self._trips.start_of(request.train_number, request.start_date)
        seat = (request.train_number, start, request.wagon_number, request.place_number)
        await SeatPlans(self._session).require_place(*seat)
        ticket = Ticket(
            user_id=request.user_id,
            train_number=request.train_number,
            wagon_number=request.wagon_number,
            place_number=request.place_number,
            station_id=request.station_id,
            destination_id=request.destination,
            date=request.date,
            start_date=start,
            code=new_ticket_code(),
        )
        self._session.add(ticket)
        try:
            await self._session.flush()
        except IntegrityError as cause:
            raise SeatTaken from cause
        return TicketCreated(
            id=ticket.id,
            train_number=ticket.train_number,
            wagon_number=ticket.wagon_number,
            place_number=ticket.place_number,
            destination=ticket.destination_id,
        )

    async def get(self, ticket_id: UUID) -> TicketRead:
        ticket = await self._session.get(Ticket, ticket_id)
        if ticket is None:
            raise TicketNotFound
        return _read(ticket)

    async def page(self, params: Params, user_id: UUID | None) -> Page[TicketRead]:
        query = select(Ticket).order_by(Ticket.created_at, Ticket.id)
        if user_id is not None:
            query = query.where(Ticket.user_id == user_id)
        return await page_of(self._session, query, params, _read)

    async def cancel(self, ticket_id: UUID) -> None:
        """A canceled ticket is kept, so that its holder hears what it is rather than that it is unknown."""
        canceled = update(Ticket).where(Ticket.id == ticket_id).values(status=TicketStatus.CANCELED)
        if not await self._session.scalar(canceled.returning(Ticket.id)):
            raise TicketNotFound


def _read(ticket: Ticket) -> TicketRead:
    return TicketRead(
        id=ticket.id,
        user_id=ticket.user_id,
        train_number=ticket.train_number,
        wagon_number=ticket.wagon_number,
        place_number=ticket.place_number,
        station_id=ticket.station_id,
        destination=ticket.destination_id,
        date=ticket.date,
        start_date=ticket.start_date,
        code=ticket.code,
        status=TicketStatus(ticket.status),
        used=ticket.used,
        used_at=ticket.used_at,
        used_by_robot_id=ticket.used_by_robot_id,
    )
