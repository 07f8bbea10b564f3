"""The tables. Importing this package knows them all, which alembic needs."""

from store_server.models.base import Base
from store_server.models.board import StoreBoard, StoreEvent
from store_server.models.events import AccountingEvent, WebhookDelivery, WebhookEndpoint
from store_server.models.purchases import Purchase, PurchaseItem, Task, TaskStep
from store_server.models.sales_counts import CountedSales, ItemHourCount, ItemPairCount
from store_server.models.stores import StockMovement, Store, StoreDay, StoreItem
from store_server.models.z_reports import ZReport

__all__ = [
    "AccountingEvent",
    "Base",
    "CountedSales",
    "ItemHourCount",
    "ItemPairCount",
    "Purchase",
    "PurchaseItem",
    "StockMovement",
    "Store",
    "StoreBoard",
    "StoreDay",
    "StoreEvent",
    "StoreItem",
    "Task",
    "TaskStep",
    "WebhookDelivery",
    "WebhookEndpoint",
    "ZReport",
]
