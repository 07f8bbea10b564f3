"""The services, put together for one request."""

from typing import Annotated, cast

from fastapi import Depends, Request

from provodnik.server.database import SessionDep
from store_server.items.service import ItemService
from store_server.items.stock import StockService
from store_server.outbox import Outbox
from store_server.payment import Payments
from store_server.purchases.after_sale import AfterSale
from store_server.purchases.selling import Selling
from store_server.purchases.service import PurchaseService
from store_server.purchases.till import Till
from store_server.stores.service import StoreService
from store_server.tasks.service import TaskService


async def get_stores(session: SessionDep) -> StoreService:
    return StoreService(session)


async def get_stock(session: SessionDep) -> StockService:
    return StockService(session, Outbox(session))


async def get_items(session: SessionDep) -> ItemService:
    outbox = Outbox(session)
    return ItemService(session, StockService(session, outbox), outbox)


async def get_selling(request: Request) -> Selling:
    """Asks for no dependency of its own: this is the busiest route."""
    state = request.app.state
    return Selling(cast("Till", state.till), cast("Payments", state.payments))


async def get_after_sale(request: Request, session: SessionDep) -> AfterSale:
    return AfterSale(session, cast("Payments", request.app.state.payments), Outbox(session))


AfterSaleDep = Annotated[AfterSale, Depends(get_after_sale)]


async def get_tasks(session: SessionDep, after_sale: AfterSaleDep) -> TaskService:
    return TaskService(session, after_sale, Outbox(session))


async def get_purchases(session: SessionDep) -> PurchaseService:
    return PurchaseService(session)


StoreServiceDep = Annotated[StoreService, Depends(get_stores)]
ItemServiceDep = Annotated[ItemService, Depends(get_items)]
StockServiceDep = Annotated[StockService, Depends(get_stock)]
SellingDep = Annotated[Selling, Depends(get_selling)]
TaskServiceDep = Annotated[TaskService, Depends(get_tasks)]
PurchaseServiceDep = Annotated[PurchaseService, Depends(get_purchases)]
