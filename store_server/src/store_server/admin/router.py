from uuid import UUID

from fastapi import APIRouter, Depends

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.items import ItemCreate, ItemRead
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreCreate, StoreNotFound, StoreRead
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.askers import ADMINISTRATION
from store_server.authentication import admit_admin
from store_server.dependencies import ItemServiceDep, StoreServiceDep

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(admit_admin)],
    responses=refusals(NotSignedIn, MalformedInput),
)


@router.post("/store", status_code=201)
async def add_store(request: StoreCreate, stores: StoreServiceDep) -> StoreRead:
    """Add a shop or a restaurant."""
    return await stores.add(request)


@router.get("/stores")
async def get_stores(params: PageParams, stores: StoreServiceDep) -> Page[StoreRead]:
    """List the stores, the oldest first."""
    return await stores.page(params)


@router.get("/stores/ids")
async def get_store_ids(params: PageParams, stores: StoreServiceDep) -> Page[UUID]:
    """List the stores' ids alone, the oldest first."""
    return await stores.ids(params)


@router.get("/store/{store_id}", responses=refusals(StoreNotFound))
async def get_store(store_id: UUID, stores: StoreServiceDep) -> StoreRead:
    """Tell what a store is."""
    return await stores.get(store_id)


@router.delete("/store/{store_id}", responses=refusals(StoreNotFound))
async def delete_store(store_id: UUID, stores: StoreServiceDep) -> Ok:
    """Remove a store with what it sells; its history stays."""
    await stores.delete(store_id)
    return Ok()


@router.get("/store/{store_id}/items", responses=refusals(StoreNotFound))
async def get_items(
    store_id: UUID, params: PageParams, stores: StoreServiceDep, items: ItemServiceDep
) -> Page[ItemRead]:
    """List what a store sells, by category and name."""
    await stores.get(store_id)
    return await items.page(store_id, params)


@router.post("/store/{store_id}/item", status_code=201, responses=refusals(StoreNotFound))
async def add_item(store_id: UUID, request: ItemCreate, items: ItemServiceDep) -> ItemRead:
    """Add an item to a store, as its staff do."""
    return await items.add(store_id, ADMINISTRATION, request)
