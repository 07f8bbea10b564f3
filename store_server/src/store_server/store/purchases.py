from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import (
    Cancellation,
    PurchaseCreate,
    PurchaseDiffers,
    PurchaseMade,
    PurchaseNotFound,
    PurchaseNotRefundable,
    PurchaseRead,
    PurchaseRefused,
    Refund,
)
from provodnik.contracts.stores import StoreNotFound
from provodnik.contracts.tasks import TaskMoved
from provodnik.contracts.wire import Moment
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.authentication import StoreAskerDep
from store_server.dependencies import AfterSaleDep, PurchaseServiceDep, SellingDep, TaskServiceDep

router = APIRouter()


@router.post("/purchase", status_code=201, responses=refusals(PurchaseRefused, PurchaseDiffers, StoreNotFound))
async def make_purchase(request: PurchaseCreate, asker: StoreAskerDep, selling: SellingDep) -> PurchaseMade:
    """Sell over the counter: the stock is taken with the purchase, whole or not at all.

    The same purchase again is made once, and gets the same answer.
    """
    return await selling.make(asker.store_id, asker, request)


@router.get("/purchases")
async def get_purchases(
    params: PageParams,
    asker: StoreAskerDep,
    purchases: PurchaseServiceDep,
    since: Annotated[Moment | None, Query()] = None,
) -> Page[PurchaseRead]:
    """List the store's purchases, the newest first."""
    return await purchases.page(asker.store_id, params, since)


@router.get("/purchase/{purchase_id}", responses=refusals(PurchaseNotFound))
async def get_purchase(purchase_id: UUID, asker: StoreAskerDep, purchases: PurchaseServiceDep) -> PurchaseRead:
    """Tell what became of a purchase."""
    return await purchases.of_store(asker.store_id, purchase_id)


@router.post("/purchase/{purchase_id}/cancel", responses=refusals(PurchaseNotFound, TaskMoved))
async def cancel_purchase(
    purchase_id: UUID,
    asker: StoreAskerDep,
    tasks: TaskServiceDep,
    purchases: PurchaseServiceDep,
    request: Cancellation | None = None,
) -> PurchaseRead:
    """Cancel a purchase that is not handed over yet, with its task; its stock is given back, once."""
    await tasks.cancel_purchase(asker, purchase_id, request and request.reason)
    return await purchases.of_store(asker.store_id, purchase_id)


@router.post("/purchase/{purchase_id}/refund", responses=refusals(PurchaseNotFound, PurchaseNotRefundable))
async def refund_purchase(
    purchase_id: UUID,
    request: Refund,
    asker: StoreAskerDep,
    after_sale: AfterSaleDep,
    purchases: PurchaseServiceDep,
) -> PurchaseRead:
    """Refund a purchase that was paid; its stock is given back, once. The same refund again is done once."""
    await after_sale.refund(asker, purchase_id, request.reason)
    return await purchases.of_store(asker.store_id, purchase_id)
