from typing import Annotated

from fastapi import Depends, Query

from base_server.trips.delays import DelayService
from base_server.trips.offers import Route, TripOffers
from base_server.trips.seat_plans import SeatPlanService
from base_server.trips.wagons import WagonService
from provodnik.contracts.wire import Id60
from provodnik.server.database import SessionDep


async def get_seat_plans(session: SessionDep) -> SeatPlanService:
    return SeatPlanService(session)


async def get_wagons(session: SessionDep) -> WagonService:
    return WagonService(session)


async def get_delays(session: SessionDep) -> DelayService:
    return DelayService(session)


async def get_offers(session: SessionDep) -> TripOffers:
    return TripOffers(session)


async def get_route(from_station: Annotated[Id60, Query()], to_station: Annotated[Id60, Query()]) -> Route:
    return Route(from_station, to_station)


SeatPlanServiceDep = Annotated[SeatPlanService, Depends(get_seat_plans)]
WagonServiceDep = Annotated[WagonService, Depends(get_wagons)]
DelayServiceDep = Annotated[DelayService, Depends(get_delays)]
TripOffersDep = Annotated[TripOffers, Depends(get_offers)]
RouteDep = Annotated[Route, Depends(get_route)]
