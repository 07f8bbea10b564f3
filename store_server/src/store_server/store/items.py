from uuid import UUID

from fastapi import APIRouter

from provodnik.contracts.items import (
    ItemCreate,
    ItemNotFound,
    ItemRead,
    ItemUpdate,
    MovementCreate,
    MovementDiffers,
    MovementRead,
    NotEnoughStock,
    StockMoved,
    TooMuchStock,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import StoreNotFound
from provodnik.contracts.wire import Ok
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.authentication import StoreAskerDep
from store_server.dependencies import ItemServiceDep, StockServiceDep

router = APIRouter()


@router.get("/items")
async def get_items(params: PageParams, asker: StoreAskerDep, items: ItemServiceDep) -> Page[ItemRead]:
    """List what the store sells, by category and name."""
    return await items.page(asker.store_id, params)


@router.get("/item/{item_id}", responses=refusals(ItemNotFound))
async def get_item(item_id: UUID, asker: StoreAskerDep, items: ItemServiceDep) -> ItemRead:
    """Tell what an item is, and how much of it is there."""
    return await items.get(asker.store_id, item_id)


@router.post("/item", status_code=201, responses=refusals(StoreNotFound))
async def add_item(request: ItemCreate, asker: StoreAskerDep, items: ItemServiceDep) -> ItemRead:
    """Add an item; what is there of it at first is its first movement."""
    return await items.add(asker.store_id, asker.who(), request)


@router.put("/item", responses=refusals(ItemNotFound))
async def update_item(request: ItemUpdate, asker: StoreAskerDep, items: ItemServiceDep) -> ItemRead:
    """Change what an item is. How much of it there is, only movements change."""
    return await items.update(asker, request)


@router.delete("/item/{item_id}", responses=refusals(ItemNotFound))
async def delete_item(item_id: UUID, asker: StoreAskerDep, items: ItemServiceDep) -> Ok:
    """Sell an item no more; its history stays."""
    await items.delete(asker, item_id)
    return Ok()


@router.post(
    "/item/{item_id}/stock",
    status_code=201,
    responses=refusals(ItemNotFound, NotEnoughStock, TooMuchStock, MovementDiffers),
)
async def move_stock(
    item_id: UUID, request: MovementCreate, asker: StoreAskerDep, stock: StockServiceDep
) -> StockMoved:
    """Add to an item's stock or take from it, with a reason. The same movement again is done once."""
    return await stock.move(asker, item_id, request)


@router.get("/item/{item_id}/movements", responses=refusals(ItemNotFound))
async def get_movements(
    item_id: UUID, params: PageParams, asker: StoreAskerDep, stock: StockServiceDep
) -> Page[MovementRead]:
    """List why there is as much of an item as there is, the newest first."""
    return await stock.page(asker.store_id, item_id, params)
