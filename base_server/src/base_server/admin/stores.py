from uuid import UUID

from fastapi import APIRouter

from base_server.audit.route import AuditedRoute
from base_server.dependencies import TrainDayDep, TrainStoreServiceDep
from provodnik.contracts.pages import Page
from provodnik.contracts.train_stores import StoreNotOnTrain, StoreOnTrain, TrainDay
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals

router = APIRouter(route_class=AuditedRoute)


@router.post("/store/{store_id}/train", status_code=201, responses=refusals(StoreOnTrain))
async def bind_store(store_id: UUID, request: TrainDay, stores: TrainStoreServiceDep) -> Ok:
    """Put a store on a train's trip."""
    await stores.bind(store_id, request)
    return Ok()


@router.delete("/store/{store_id}/train/unbind", responses=refusals(StoreNotOnTrain))
async def unbind_store(store_id: UUID, request: TrainDay, stores: TrainStoreServiceDep) -> Ok:
    """Take a store off a train's trip."""
    await stores.unbind(store_id, request)
    return Ok()


@router.get("/train/stores")
async def get_train_stores(params: PageParams, train: TrainDayDep, stores: TrainStoreServiceDep) -> Page[UUID]:
    """List the ids of the stores on a train's trip."""
    return await stores.page(params, train)
