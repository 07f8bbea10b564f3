"""Sales of the past, written straight into the tables: what a service makes of them is what the tests are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.items import ItemRead
from provodnik.server.database import Sessions
from store_server.models import (
    ItemHourCount,
    ItemPairCount,
    Purchase,
    PurchaseItem,
    StockMovement,
    Store,
    StoreItem,
    Task,
)

_numbers = count(1)


@dataclass(frozen=True)
class Line:
    item: StoreItem
    count: int = 1
    price_penny: int = 100


@dataclass(frozen=True)
class Past:
    """`waits`: until it was ready, and from then until it was handed over, as far as it came."""

    at: datetime
    lines: Sequence[Line]
    user_id: UUID | None = None
    status: str = "placed"
    waits: Sequence[timedelta] = ()


@dataclass(frozen=True)
class SalesTables:
    """A database that nobody else counts in."""

    sessions: Sessions
    statements: AsyncEngine

    async def hours(self) -> dict[tuple[UUID, int], float]:
        columns = (ItemHourCount.store_item_id, ItemHourCount.hour, ItemHourCount.weight)
        async with self.sessions() as session:
            return {(item, hour): weight for item, hour, weight in await session.execute(select(*columns))}

    async def pairs(self) -> dict[tuple[UUID, UUID], float]:
        columns = (ItemPairCount.store_item_id, ItemPairCount.other_item_id, ItemPairCount.weight)
        async with self.sessions() as session:
            return {(item, other): weight for item, other, weight in await session.execute(select(*columns))}


class PastSales:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def store(self) -> Store:
        store = Store(id=uuid4(), name="Буфет", description="Чай", logo_url="/static/a.svg", store_type="SHOP")
        async with self._sessions() as session, session.begin():
            session.add(store)
        return store

    async def item(self, store: Store, name: str, balance: int = 100, **columns: object) -> StoreItem:
        """Without a movement: see `moved`."""
        item = StoreItem(
            id=uuid4(), store_id=store.id, name=name, description=name, balance=balance, price_penny=100, **columns
        )
        async with self._sessions() as session, session.begin():
            session.add(item)
        return item

    async def known(self, item: ItemRead) -> StoreItem:
        async with self._sessions() as session:
            return await session.get_one(StoreItem, item.id)

    async def moved(self, item: StoreItem, *moves: tuple[datetime, int]) -> None:
        """The movements alone; the balance is left as it is."""
        async with self._sessions() as session, session.begin():
            session.add_all(
                StockMovement(
                    store_item_id=item.id, delta=delta, reason="correction", who_kind="service", created_at=at
                )
                for at, delta in moves
            )

    async def sold(self, *sales: Past) -> None:
        """The purchases with their tasks; the stock is left as it is."""
        async with self._sessions() as session, session.begin():
            for sale in sales:
                purchase = _purchase(sale)
                session.add(purchase)
                await session.flush()
                session.add_all(_line(purchase, line) for line in sale.lines)
                session.add(_task(purchase, sale))


def _purchase(sale: Past) -> Purchase:
    return Purchase(
        id=uuid4(),
        store_id=sale.lines[0].item.store_id,
        user_id=sale.user_id,
        asker_kind="robot",
        asker_id=uuid4(),
        purchase_id=uuid4(),
        content=b"",
        total_penny=sum(line.count * line.price_penny for line in sale.lines),
        status=sale.status,
        paid_at=sale.at if sale.status in {"paid", "refunded"} else None,
        day=sale.at.date(),
        number=next(_numbers),
        payment_method="on_delivery",
        created_at=sale.at,
        status_at=sale.at,
    )


def _line(purchase: Purchase, line: Line) -> PurchaseItem:
    return PurchaseItem(
        purchase_id=purchase.id,
        store_item_id=line.item.id,
        count=line.count,
        name=line.item.name,
        price_penny=line.price_penny,
    )


def _task(purchase: Purchase, sale: Past) -> Task:
    ready, handed_over = (*sale.waits, None, None)[:2]
    ready_at = sale.at + ready if ready is not None else None
    return Task(
        store_id=purchase.store_id,
        user_id=sale.user_id,
        purchase_id=purchase.id,
        state=("new", "ready", "handed_over")[len(sale.waits)],
        additional_data={},
        created_at=sale.at,
        ready_at=ready_at,
        handed_over_at=ready_at + handed_over if ready_at and handed_over is not None else None,
    )
