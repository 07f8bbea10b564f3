from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.people import RoleMissing
from provodnik.contracts.statistics import Statistics, StatisticsQuery
from provodnik.server.database import SessionDep
from provodnik.server.problem_details import refusals
from store_server.authentication import StoreAskerDep, admit_store
from store_server.config import StoreServerSettings
from store_server.statistics.service import StatisticsService

router = APIRouter(
    prefix="/store",
    tags=["store"],
    dependencies=[Depends(admit_store)],
    responses=refusals(NotSignedIn, RoleMissing, MalformedInput),
)


async def get_statistics(request: Request, session: SessionDep) -> StatisticsService:
    return StatisticsService(session, cast("StoreServerSettings", request.app.state.settings).time_zone)


@router.get("/statistics")
async def read_statistics(
    query: Annotated[StatisticsQuery, Query()],
    asker: StoreAskerDep,
    statistics: Annotated[StatisticsService, Depends(get_statistics)],
) -> Statistics:
    """Tell how the own store did between two moments, by hour, day or item, and what will run out.

    Days and hours are those of the store's time zone.
    """
    return await statistics.read(asker.store_id, query)
