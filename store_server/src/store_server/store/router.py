from fastapi import APIRouter, Depends

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.people import RoleMissing
from provodnik.server.problem_details import refusals
from store_server.authentication import admit_store
from store_server.store import board, items, purchases, tasks

router = APIRouter(
    prefix="/store",
    tags=["store"],
    dependencies=[Depends(admit_store)],
    responses=refusals(NotSignedIn, RoleMissing, MalformedInput),
)
for topic in (items, purchases, tasks, board):
    router.include_router(topic.router)
