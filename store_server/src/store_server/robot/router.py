from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from provodnik.contracts.errors import MalformedInput, NotSignedIn
from provodnik.contracts.items import ItemOffered
from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import (
    PurchaseDiffers,
    PurchaseMade,
    PurchaseNotFound,
    PurchaseRead,
    PurchaseRefused,
    RobotPurchaseCreate,
)
from provodnik.contracts.stores import Line100, StoreList, StoreNotFound, StoreRead, StoresWanted
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.authentication import RobotDep, admit_robot
from store_server.dependencies import ItemServiceDep, PurchaseServiceDep, SellingDep, StoreServiceDep

router = APIRouter(
    prefix="/robot",
    tags=["robot"],
    dependencies=[Depends(admit_robot)],
    responses=refusals(NotSignedIn, MalformedInput),
)


@router.get("/store/{store_id}", responses=refusals(StoreNotFound))
async def get_store(store_id: UUID, stores: StoreServiceDep) -> StoreRead:
    """Tell what a store is."""
    return await stores.get(store_id)


@router.post("/stores/list")
async def list_stores(request: StoresWanted, stores: StoreServiceDep) -> StoreList:
    """Tell what several stores are, in the order of the question; those that are not there are left out."""
    return await stores.among(request.ids)


@router.get("/store/{store_id}/items", responses=refusals(StoreNotFound))
async def get_items(
    store_id: UUID,
    params: PageParams,
    stores: StoreServiceDep,
    items: ItemServiceDep,
    category: Annotated[Line100 | None, Query()] = None,
) -> Page[ItemOffered]:
    """List what a store sells, by category and name, and whether it is there."""
    await stores.get(store_id)
    return await items.offered(store_id, params, category)


@router.post(
    "/store/{store_id}/make_purchase",
    status_code=201,
    responses=refusals(PurchaseRefused, PurchaseDiffers, StoreNotFound),
)
async def make_purchase(
    store_id: UUID, request: RobotPurchaseCreate, robot: RobotDep, selling: SellingDep
) -> PurchaseMade:
    """Buy for a passenger: the stock is taken with the purchase, whole or not at all.

    The same purchase again is made once, and gets the same answer.
    """
    return await selling.make(store_id, robot, request)


@router.get("/purchase/{purchase_id}", responses=refusals(PurchaseNotFound))
async def get_purchase(purchase_id: UUID, robot: RobotDep, purchases: PurchaseServiceDep) -> PurchaseRead:
    """Tell what became of a purchase that this robot made."""
    return await purchases.of_asker(robot.id, purchase_id)
