from typing import Annotated, cast

from fastapi import Depends, Request

from face_server.config import FaceServerSettings
from face_server.engine.work import FaceWork
from face_server.faces.service import PassengerService, WatchlistService
from provodnik.server.authentication import BearerToken, check_token


async def admit_base_server(token: BearerToken, request: Request) -> None:
    settings: FaceServerSettings = request.app.state.settings
    check_token(token, *filter(None, (settings.service_token, settings.next_service_token)))


async def get_work(request: Request) -> FaceWork:
    return cast("FaceWork", request.app.state.work)


async def get_passengers(request: Request) -> PassengerService:
    return cast("PassengerService", request.app.state.passengers)


async def get_watchlist(request: Request) -> WatchlistService:
    return cast("WatchlistService", request.app.state.watchlist)


WorkDep = Annotated[FaceWork, Depends(get_work)]
PassengersDep = Annotated[PassengerService, Depends(get_passengers)]
WatchlistDep = Annotated[WatchlistService, Depends(get_watchlist)]
