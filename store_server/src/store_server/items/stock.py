"""Stock changes by movements alone, so that it can always be explained: a balance is the sum of its movements."""

from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from provodnik.contracts.accounting import EventType
from provodnik.contracts.board import BoardEventKind
from provodnik.contracts.items import (
    MOST_IN_STOCK,
    ItemNotFound,
    MovementCreate,
    MovementDiffers,
    MovementRead,
    MovementReason,
    NotEnoughStock,
    StockMoved,
    TooMuchStock,
)
from provodnik.contracts.pages import Page
from provodnik.contracts.stores import Who, WhoKind
from provodnik.server.pagination import page_of
from store_server.askers import StoreAsker, columns_of
from store_server.models import StockMovement, StoreItem
from store_server.outbox import Outbox


class StockService:
    def __init__(self, session: AsyncSession, outbox: Outbox) -> None:
        self._session = session
        self._outbox = outbox

    async def move(self, asker: StoreAsker, item_id: UUID, request: MovementCreate) -> StockMoved:
        """The same movement again moves nothing. Raises ItemNotFound, NotEnoughStock, TooMuchStock, MovementDiffers."""
        item = await self._locked(asker.store_id, item_id)
        made = await self._session.scalar(
            select(StockMovement).where(
                StockMovement.store_item_id == item_id, StockMovement.movement_id == request.movement_id
            )
        )
        if made and (made.delta, made.reason, made.note) != (request.delta, request.reason, request.note):
            raise MovementDiffers
        if made is None:
            made = await self._take_or_add(item, asker, request)
        return StockMoved(movement=_read(made), balance=item.balance)

    async def record(
        self,
        item: StoreItem,
        delta: int,
        reason: MovementReason,
        who: Who,
        request: MovementCreate | None = None,
    ) -> StockMovement:
        """Why the item's balance has changed. It comes last in a transaction, see Outbox.show."""
        movement = StockMovement(
            store_item_id=item.id,
            delta=delta,
            reason=reason,
            note=request and request.note,
            movement_id=request and request.movement_id,
            **columns_of(who),
        )
        self._session.add(movement)
        await self._session.flush()
        told = {"item_id": str(item.id), "name": item.name, "delta": delta, "balance": item.balance}
        told |= {"reason": reason, "note": movement.note}
        await self._outbox.account(EventType.STOCK_MOVED, item.store_id, payload=told)
        await self._outbox.show(BoardEventKind.ITEM_CHANGED, item.store_id, {"item_id": str(item.id)})
        return movement

    async def page(self, store_id: UUID, item_id: UUID, params: Params) -> Page[MovementRead]:
        """The newest first; of a deleted item too."""
        of_store = select(StoreItem.id).where(StoreItem.id == item_id, StoreItem.store_id == store_id)
        if await self._session.scalar(of_store) is None:
            raise ItemNotFound
        query = select(StockMovement).where(StockMovement.store_item_id == item_id)
        query = query.order_by(StockMovement.created_at.desc(), StockMovement.id)
        return await page_of(self._session, query, params, _read)

    async def _take_or_add(self, item: StoreItem, asker: StoreAsker, request: MovementCreate) -> StockMovement:
        if item.balance + request.delta < 0:
            raise NotEnoughStock(f"there are {item.balance}", balance=item.balance)
        if item.balance + request.delta > MOST_IN_STOCK:
            raise TooMuchStock(f"there are {item.balance}", balance=item.balance)
        item.balance += request.delta
        return await self.record(item, request.delta, MovementReason(request.reason), asker.who(), request)

    async def _locked(self, store_id: UUID, item_id: UUID) -> StoreItem:
        there = (StoreItem.id == item_id, StoreItem.store_id == store_id, StoreItem.deleted_at.is_(None))
        item = await self._session.scalar(select(StoreItem).where(*there).with_for_update(key_share=True))
        if item is None:
            raise ItemNotFound
        return item


def _read(movement: StockMovement) -> MovementRead:
    return MovementRead(
        id=movement.id,
        item_id=movement.store_item_id,
        delta=movement.delta,
        reason=MovementReason(movement.reason),
        note=movement.note,
        movement_id=movement.movement_id,
        purchase_id=movement.purchase_id,
        who=Who(kind=WhoKind(movement.who_kind), id=movement.who_id, name=movement.who_name),
        created_at=movement.created_at,
    )
