"""The services, put together for one request."""

from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.dependencies import SettingsDep
from base_server.robot.help import HelpService
from base_server.robot.service import RobotService
from base_server.tickets.check_repository import CheckRepository
from base_server.tickets.checking import TicketChecks
from base_server.tickets.service import TicketService
from base_server.trips.service import TripService
from base_server.trips.stations import StationService
from base_server.users.service import UserService
from provodnik.server.authentication import DeviceSessionsDep
from provodnik.server.database import SessionDep


async def get_users(session: SessionDep) -> UserService:
    return UserService(session)


async def get_stations(session: SessionDep) -> StationService:
    return StationService(session)


async def get_trips(session: SessionDep, settings: SettingsDep) -> TripService:
    return TripService(session, settings.default_time_zone)


UserServiceDep = Annotated[UserService, Depends(get_users)]
StationServiceDep = Annotated[StationService, Depends(get_stations)]
TripServiceDep = Annotated[TripService, Depends(get_trips)]


async def get_tickets(session: SessionDep, trips: TripServiceDep) -> TicketService:
    return TicketService(session, trips)


async def get_robots(session: SessionDep, trips: TripServiceDep, sessions: DeviceSessionsDep) -> RobotService:
    return RobotService(session, trips, sessions)


async def get_help(session: SessionDep) -> HelpService:
    return HelpService(session)


async def get_checks(request: Request) -> TicketChecks:
    """Asks for no dependency of its own: this is the busiest route."""
    state = request.app.state
    return TicketChecks(CheckRepository(cast("AsyncEngine", state.statements), state.settings.default_time_zone))


TicketServiceDep = Annotated[TicketService, Depends(get_tickets)]
RobotServiceDep = Annotated[RobotService, Depends(get_robots)]
HelpServiceDep = Annotated[HelpService, Depends(get_help)]
TicketChecksDep = Annotated[TicketChecks, Depends(get_checks)]
