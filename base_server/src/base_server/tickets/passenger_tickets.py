"""A passenger's tickets, as they see them on the web."""

from typing import Any
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from base_server.models import Station, Ticket, Trip, TripStop
from base_server.tickets.rows import station_called
from provodnik.contracts.pages import Page
from provodnik.contracts.passengers import OwnTicket
from provodnik.contracts.tickets import TicketStatus
from provodnik.server.pagination import page_of

_Origin, _Destination = aliased(Station), aliased(Station)
_Departs, _Arrives = aliased(TripStop), aliased(TripStop)


class PassengerTickets:
    def __init__(self, session: AsyncSession, default_zone: str) -> None:
        self._session = session
        self._default_zone = default_zone

    async def page(self, params: Params, user_id: UUID) -> Page[OwnTicket]:
        """The latest departure first."""
        query = _tickets().where(Ticket.user_id == user_id).order_by(Ticket.date.desc(), Ticket.id)
        return await page_of(self._session, query, params, self._read)

    async def get(self, ticket_id: UUID) -> OwnTicket:
        """Of one that is there."""
        return self._read((await self._session.execute(_tickets().where(Ticket.id == ticket_id))).one())

    def _read(self, row: Any) -> OwnTicket:
        ticket: Ticket = row[0]
        return OwnTicket(
            id=ticket.id,
            code=ticket.code,
            status=TicketStatus(ticket.status),
            used=ticket.used,
            used_at=ticket.used_at,
            train_number=ticket.train_number,
            train_label=row.label,
            start_date=ticket.start_date,
            wagon_number=ticket.wagon_number,
            place_number=ticket.place_number,
            from_=station_called(ticket.station_id, row.from_ru, row.from_en, row.from_zone or self._default_zone),
            to=station_called(ticket.destination_id, row.to_ru, row.to_en, row.to_zone or self._default_zone),
            departure=row.departure,
            arrival=row.arrival,
            departure_delay_minutes=row.departure_delay,
            arrival_delay_minutes=row.arrival_delay,
        )


def _tickets() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Ticket,
            Trip.label.label("label"),
            *(
                column.label(f"{end}_{name}")
                for end, station in (("from", _Origin), ("to", _Destination))
                for name, column in (("ru", station.name_ru), ("en", station.name_en), ("zone", station.time_zone))
            ),
            # By the timetable: the trip may have moved since the sale.
            func.coalesce(_Departs.departure, Ticket.date).label("departure"),
            _Departs.delay_minutes.label("departure_delay"),
            _Arrives.arrival.label("arrival"),
            _Arrives.delay_minutes.label("arrival_delay"),
        )
        .outerjoin(Trip, and_(Trip.train_number == Ticket.train_number, Trip.start_date == Ticket.start_date))
        .outerjoin(_Departs, and_(_Departs.trip_id == Trip.id, _Departs.station_id == Ticket.station_id))
        .outerjoin(_Arrives, and_(_Arrives.trip_id == Trip.id, _Arrives.station_id == Ticket.destination_id))
        .outerjoin(_Origin, _Origin.id == Ticket.station_id)
        .outerjoin(_Destination, _Destination.id == Ticket.destination_id)
    )
