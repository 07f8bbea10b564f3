"""A store's books for 1C, read in small parts: a slow reader holds no connection and no snapshot."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from provodnik.contracts.errors import MalformedInput
from provodnik.contracts.stores import StoreNotFound
from store_server.accounting.commerceml import TAIL, Article, Line, Sale, Shop

_AT_ONCE: Final = 200

_STORE: Final = text("SELECT name FROM stores WHERE id = :store_id")

# That an order was paid or canceled, it tells itself; told again, it replaces what 1C has of it.
_SALES: Final = text("""
SELECT event.id AS event_id, event.seq, event.created_at AS at, event.kind,
       p.id, p.day, p.number, p.status, p.payment_method, p.paid_at, p.total_penny, p.status_reason, p.created_at,
       (SELECT jsonb_agg(jsonb_build_object('item_id', store_item_id, 'name', name, 'count', count,
                                            'price_penny', price_penny) ORDER BY name, store_item_id)
        FROM purchase_items WHERE purchase_id = p.id) AS lines
FROM accounting_events event JOIN purchases p ON p.id = event.purchase_id
WHERE event.store_id = :store_id AND event.created_at >= :since AND event.created_at < :until
  AND (event.created_at, event.seq) > (:after_at, :after_seq)
  AND (event.kind IN ('purchase.placed', 'purchase.refunded')
       OR (event.kind IN ('purchase.paid', 'purchase.canceled') AND p.created_at < :since))
ORDER BY event.created_at, event.seq LIMIT :most
""")

_ARTICLES: Final = text("""
SELECT id, name, description, category, price_penny, balance FROM store_items
WHERE store_id = :store_id AND deleted_at IS NULL AND id > :after ORDER BY id LIMIT :most
""")


class ExportService:
    def __init__(
        self, statements: AsyncEngine, zone: str, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        """`statements`: an engine that commits every statement when it returns."""
        self._statements = statements
        self._zone = ZoneInfo(zone)
        self._now = now

    async def sales(self, store_id: UUID, first: dt.date, last: dt.date) -> AsyncIterator[str]:
        """Purchases and returns of these days. Raises StoreNotFound, MalformedInput before anything is given."""
        if first > last:
            raise MalformedInput("`from` is after `to`")
        shop = await self._shop(store_id)
        span = {"since": self._begin(first), "until": self._begin(last + dt.timedelta(days=1))}
        return self._sales(shop, {"store_id": store_id, "most": _AT_ONCE, **span})

    async def catalogue(self, store_id: UUID) -> AsyncIterator[str]:
        """Raises StoreNotFound."""
        shop = await self._shop(store_id)
        return self._whole(shop, shop.catalogue(await self._articles(store_id)))

    async def offers(self, store_id: UUID) -> AsyncIterator[str]:
        """Raises StoreNotFound."""
        shop = await self._shop(store_id)
        return self._whole(shop, shop.offers(await self._articles(store_id)))

    async def _sales(self, shop: Shop, values: dict[str, Any]) -> AsyncIterator[str]:
        yield shop.head(self._now())
        after: tuple[dt.datetime, int] = (values["since"], 0)
        while True:
            rows = await self._rows(_SALES, values | {"after_at": after[0], "after_seq": after[1]})
            yield "".join(shop.document(_sale(row)) for row in rows)
            if len(rows) < _AT_ONCE:
                break
            after = (rows[-1]["at"], rows[-1]["seq"])
        yield TAIL

    async def _whole(self, shop: Shop, parts: Iterable[str]) -> AsyncIterator[str]:
        yield shop.head(self._now())
        for part in parts:
            yield part
        yield TAIL

    async def _articles(self, store_id: UUID) -> list[Article]:
        """All at once: groups come before the items that are in them."""
        articles: list[Article] = []
        after = UUID(int=0)
        while True:
            rows = await self._rows(_ARTICLES, {"store_id": store_id, "after": after, "most": _AT_ONCE})
            articles += [Article(*row.values()) for row in rows]
            if len(rows) < _AT_ONCE:
                return articles
            after = articles[-1].id

    async def _shop(self, store_id: UUID) -> Shop:
        async with self._statements.connect() as connection:
            name = (await connection.execute(_STORE, {"store_id": store_id})).scalar()
        if name is None:
            raise StoreNotFound
        return Shop(store_id, name, self._zone)

    async def _rows(self, statement: TextClause, values: dict[str, Any]) -> list[RowMapping]:
        async with self._statements.connect() as connection:
            return list((await connection.execute(statement, values)).mappings())

    def _begin(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self._zone)


def _sale(row: RowMapping) -> Sale:
    returned = row["kind"] == "purchase.refunded"
    return Sale(
        id=row["id"],
        day=row["day"],
        number=row["number"],
        status=row["status"],
        payment_method=row["payment_method"],
        paid_at=row["paid_at"],
        total_penny=row["total_penny"],
        lines=[Line(UUID(line["item_id"]), line["name"], line["count"], line["price_penny"]) for line in row["lines"]],
        at=row["at"] if returned else row["created_at"],
        reason=row["status_reason"],
        returned_as=row["event_id"] if returned else None,
    )
