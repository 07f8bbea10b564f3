"""What the routes of passengers need, put together for one request."""

from typing import Annotated, Final, cast
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.dependencies import SettingsDep
from base_server.dependencies import TripServiceDep
from base_server.monitoring import export as monitoring
from base_server.tickets.passenger_tickets import PassengerTickets
from base_server.tickets.sales import TicketSales
from base_server.users import export as users
from base_server.users.acquaintance import Acquaintance
from base_server.users.export import PersonalExport
from base_server.users.face_changes import PASSENGER, FaceChanges
from base_server.users.face_outbox import FaceOutbox
from base_server.users.keycloak_links import KeycloakLinks
from provodnik.server.database import SessionDep, Sessions
from provodnik.server.people import PassengerDep

# Every module's part of what is held about a passenger.
EXPORTED: Final = (*users.SECTIONS, *monitoring.SECTIONS)


async def admit_passenger(request: Request, person: PassengerDep) -> UUID:
    """The user that the person is here, from the first request on."""
    return await Acquaintance(cast("AsyncEngine", request.app.state.statements)).user_of(person)


async def get_keycloak_links(session: SessionDep) -> KeycloakLinks:
    return KeycloakLinks(session)


async def get_passenger_tickets(session: SessionDep, settings: SettingsDep) -> PassengerTickets:
    return PassengerTickets(session, settings.default_time_zone)


PassengerIdDep = Annotated[UUID, Depends(admit_passenger)]
KeycloakLinksDep = Annotated[KeycloakLinks, Depends(get_keycloak_links)]
PassengerTicketsDep = Annotated[PassengerTickets, Depends(get_passenger_tickets)]


async def get_ticket_sales(session: SessionDep, trips: TripServiceDep, tickets: PassengerTicketsDep) -> TicketSales:
    return TicketSales(session, trips, tickets)


async def get_own_face_changes(request: Request) -> FaceChanges:
    state = request.app.state
    return FaceChanges(cast("Sessions", state.sessions), cast("FaceOutbox | None", state.face_outbox), PASSENGER)


async def get_personal_export(session: SessionDep) -> PersonalExport:
    return PersonalExport(session, EXPORTED)


TicketSalesDep = Annotated[TicketSales, Depends(get_ticket_sales)]
OwnFaceChangesDep = Annotated[FaceChanges, Depends(get_own_face_changes)]
PersonalExportDep = Annotated[PersonalExport, Depends(get_personal_export)]
