"""A purchase on its way into the database, and what came of it."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from provodnik.contracts.purchases import PaymentMethod, PurchaseCreate, PurchaseMade, RobotPurchaseCreate
from provodnik.contracts.tasks import TaskState
from store_server.askers import Asker


@dataclass(frozen=True)
class Order:
    id: UUID
    store_id: UUID
    asker: Asker
    purchase_id: UUID
    content: bytes
    payment_method: PaymentMethod
    request: PurchaseCreate

    @classmethod
    def of(cls, store_id: UUID, asker: Asker, request: PurchaseCreate, payment_method: PaymentMethod) -> "Order":
        content = f"{store_id} {request.model_dump_json(exclude={'purchase_id'})}"
        return cls(
            id=uuid4(),
            store_id=store_id,
            asker=asker,
            purchase_id=request.purchase_id or uuid4(),
            content=hashlib.sha256(content.encode()).digest(),
            payment_method=payment_method,
            request=request,
        )

    def row(self, place: int) -> dict[str, Any]:
        """As the statement reads it."""
        request = self.request
        trip = (request.train_number, request.start_date) if isinstance(request, RobotPurchaseCreate) else (None, None)
        return {
            "n": place,
            "id": self.id,
            "store_id": self.store_id,
            "asker_kind": self.asker.kind,
            "asker_id": self.asker.id,
            "asker_name": self.asker.name,
            "purchase_id": self.purchase_id,
            "user_id": request.user_id,
            "content": self.content.hex(),
            "payment_method": self.payment_method,
            "state": TaskState.READY if request.is_default_ready else TaskState.NEW,
            "additional_data": request.additional_data,
            "train_number": trip[0],
            "start_date": trip[1],
            "items": [{"item_id": item_id, "count": count} for item_id, count in request.counts().items()],
        }


@dataclass(frozen=True)
class Given:
    """It was sent before, and there is a purchase for it, or for another with its id."""


@dataclass(frozen=True)
class Lacking:
    """There is not enough of a line: `balance` is what is left, None where the item can't be sold here at all."""

    item_id: UUID
    count: int
    balance: int | None


@dataclass(frozen=True)
class Refused:
    lacking: list[Lacking]


@dataclass(frozen=True)
class AskAgain:
    """Others came before it and took so much that it must be asked anew whether enough is left."""


Outcome = PurchaseMade | Given | Refused | AskAgain
