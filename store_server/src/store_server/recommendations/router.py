from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.recommendations import Recommendations
from provodnik.contracts.stores import StoreNotFound
from provodnik.server.problem_details import refusals
from store_server.authentication import admit_robot
from store_server.recommendations.repository import SalesRepository
from store_server.recommendations.service import RecommendationService

router = APIRouter(
    prefix="/robot",
    tags=["robot"],
    dependencies=[Depends(admit_robot)],
    responses=refusals(NotSignedIn, MalformedInput),
)


async def get_recommendations(request: Request) -> RecommendationService:
    return RecommendationService(SalesRepository(cast("AsyncEngine", request.app.state.statements)))


@router.get("/store/{store_id}/user/{user_id}/recommendations", responses=refusals(StoreNotFound))
async def recommend(
    store_id: UUID,
    user_id: UUID,
    recommendations: Annotated[RecommendationService, Depends(get_recommendations)],
    basket: Annotated[list[UUID], Query(max_length=50, description="The items that are in it already.")] = [],  # noqa: B006 - FastAPI copies it
    count: Annotated[int, Query(ge=1, le=20, description="How many, at the most.")] = 4,
) -> Recommendations:
    """Offer a passenger what is in stock and not in the basket, the best first, each with its why.

    Never nothing, while anything else is in stock. Of somebody who never bought anything it is what others buy. Items
    of the basket that the store doesn't have are passed over.
    """
    return await recommendations.recommend(store_id, user_id, basket, count)
