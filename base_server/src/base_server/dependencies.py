"""The services, put together for one request."""

from typing import Annotated, cast

from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from base_server.auth.dependencies import DeviceChangesDep, SettingsDep
from base_server.destinations.service import SightService
from base_server.face_api.use import FaceUse
from base_server.models import Attraction, Hotel
from base_server.robot.help import HelpService
from base_server.robot.service import RobotService
from base_server.tickets.by_face import FaceTickets
from base_server.tickets.check_book import CheckBook
from base_server.tickets.check_repository import CheckRepository
from base_server.tickets.checking import TicketChecks
from base_server.tickets.face_repository import FaceRepository
from base_server.tickets.identification import Identifications
from base_server.tickets.own_trip import OwnTrip
from base_server.tickets.service import TicketService
from base_server.tickets.trip_repository import TripRepository
from base_server.trips.service import TripService
from base_server.trips.stations import StationService
from base_server.trips.stores import TrainStoreService
from base_server.users.face_changes import FaceChanges
from base_server.users.face_outbox import FaceOutbox
from base_server.users.service import UserService
from provodnik.contracts.destinations import AttractionNotFound, HotelNotFound
from provodnik.contracts.train_stores import TrainDay
from provodnik.contracts.wire import Moment
from provodnik.server.database import SessionDep, Sessions


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


async def get_train_day(
    train_number: Annotated[int, Query(ge=1, le=999_999)], train_date: Annotated[Moment, Query()]
) -> TrainDay:
    return TrainDay(train_number=train_number, train_date=train_date)


async def get_train_stores(
    request: Request, session: SessionDep, trips: TripServiceDep, settings: SettingsDep
) -> TrainStoreService:
    statements = cast("AsyncEngine", request.app.state.statements)
    return TrainStoreService(session, trips, CheckRepository(statements, settings.default_time_zone))


TrainDayDep = Annotated[TrainDay, Depends(get_train_day)]
TrainStoreServiceDep = Annotated[TrainStoreService, Depends(get_train_stores)]


async def get_faces(request: Request) -> FaceUse:
    return cast("FaceUse", request.app.state.face_use)


FaceUseDep = Annotated[FaceUse, Depends(get_faces)]


async def get_robots(
    session: SessionDep, trips: TripServiceDep, changes: DeviceChangesDep, faces: FaceUseDep
) -> RobotService:
    return RobotService(session, trips, changes, faces.boarding)


async def get_check_book(session: SessionDep) -> CheckBook:
    return CheckBook(session)


async def get_face_changes(request: Request) -> FaceChanges:
    state = request.app.state
    return FaceChanges(cast("Sessions", state.sessions), cast("FaceOutbox | None", state.face_outbox))


async def get_hotels(session: SessionDep) -> SightService:
    return SightService(session, Hotel, HotelNotFound)


async def get_attractions(session: SessionDep) -> SightService:
    return SightService(session, Attraction, AttractionNotFound)


async def get_help(session: SessionDep) -> HelpService:
    return HelpService(session)


def _repositories(request: Request) -> tuple[CheckRepository, FaceRepository, FaceTickets]:
    state = request.app.state
    statements, zone = cast("AsyncEngine", state.statements), state.settings.default_time_zone
    of_faces = FaceRepository(statements, zone)
    at_boarding = cast("FaceUse", state.face_use).at_boarding
    return CheckRepository(statements, zone), of_faces, FaceTickets(of_faces, at_boarding)


async def get_checks(request: Request) -> TicketChecks:
    """Asks for no dependency of its own: this is the busiest route."""
    checks, _, of_face = _repositories(request)
    return TicketChecks(checks, of_face)


async def get_identifications(request: Request) -> Identifications:
    return Identifications(*_repositories(request))


async def get_own_trip(request: Request) -> OwnTrip:
    state = request.app.state
    statements, zone = cast("AsyncEngine", state.statements), state.settings.default_time_zone
    return OwnTrip(CheckRepository(statements, zone), TripRepository(statements, zone))


TicketServiceDep = Annotated[TicketService, Depends(get_tickets)]
RobotServiceDep = Annotated[RobotService, Depends(get_robots)]
HelpServiceDep = Annotated[HelpService, Depends(get_help)]
TicketChecksDep = Annotated[TicketChecks, Depends(get_checks)]
CheckBookDep = Annotated[CheckBook, Depends(get_check_book)]
FaceChangesDep = Annotated[FaceChanges, Depends(get_face_changes)]
HotelsDep = Annotated[SightService, Depends(get_hotels)]
AttractionsDep = Annotated[SightService, Depends(get_attractions)]
OwnTripDep = Annotated[OwnTrip, Depends(get_own_trip)]
IdentificationsDep = Annotated[Identifications, Depends(get_identifications)]
