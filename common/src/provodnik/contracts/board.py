"""What happens at a store, told to its boards as it happens: by ids, by which the rest is asked for."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from provodnik.contracts.wire import Wire


class BoardEventKind(StrEnum):
    TASK_CREATED = "task.created"
    TASK_MOVED = "task.moved"
    PURCHASE_REFUNDED = "purchase.refunded"
    ITEM_CHANGED = "item.changed"
    RESET = "reset"  # something may have been missed: load the lists anew


class BoardEvent(Wire):
    """`place`: in the order of the store's events, without gaps; the `Last-Event-ID` to go on after it."""

    place: int
    kind: str = Field(description="One of BoardEventKind; a newer server may know more.")
    data: dict[str, Any] = Field(examples=[{"task_id": "8b0e4c9a-3f0e-4a57-9c1a-8a2f6d3c1b7e", "number": 12}])
