"""A purchase: what is asked, and what becomes of it."""

from collections import Counter
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.stores import Who
from provodnik.contracts.tasks import TaskState
from provodnik.contracts.wire import Command, Line60, Line256, Moment, TrainNumber, Wire

MOST_OF_AN_ITEM: Final = 1000
MOST_LINES: Final = 100


class PurchaseNotFound(NotFound):
    """There is no purchase with this id."""


class PurchaseRefused(Conflict):
    """The purchase can't be made as it is: `items` names each item that keeps it from it, and why."""


class PurchaseDiffers(Conflict):
    """A purchase with this id was made already, and it asked for something else."""


class PurchaseNotRefundable(Conflict):
    """The purchase is not paid, so there is nothing to give back."""


class WhyNot(StrEnum):
    """Why an item can't be sold."""

    UNKNOWN = "unknown"
    OTHER_STORE = "other_store"
    DELETED = "deleted"
    SOLD_OUT = "sold_out"


class ItemRefused(Wire):
    """In the details of a PurchaseRefused. `left` is told of what is sold out: fewer might be had."""

    item_id: UUID
    reason: WhyNot
    wanted: int
    left: int | None = None


class LineCreate(Command):
    item_id: UUID
    count: Annotated[int, Field(ge=1, le=MOST_OF_AN_ITEM, strict=True)]


# What the kitchen should know: a place to bring it to, a wish. Bounded, and never read by a rule.
_Fact = Annotated[int, Field(ge=-(2**53), le=2**53, strict=True)] | bool | Line256 | None
AdditionalData = Annotated[
    dict[Line60, _Fact], Field(max_length=20, examples=[{"wagon_number": 5, "place_number": 21, "wish": "без сахара"}])
]


class PurchaseCreate(Command):
    purchase_id: Annotated[UUID | None, Field(description="Made by the asker: the same again is one purchase.")] = None
    user_id: Annotated[UUID | None, Field(description="Null where nobody knows who it is.")] = None
    items: Annotated[list[LineCreate], Field(min_length=1, max_length=MOST_LINES)]
    is_default_ready: Annotated[bool, Field(description="It waits for nobody: its task is made ready at once.")] = False
    additional_data: AdditionalData = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if any(count > MOST_OF_AN_ITEM for count in self.counts().values()):
            raise ValueError(f"a purchase holds at most {MOST_OF_AN_ITEM} of an item")
        return self

    def counts(self) -> Counter[UUID]:
        """How many of each item: the same item twice is added up."""
        counts: Counter[UUID] = Counter()
        for line in self.items:
            counts[line.item_id] += line.count
        return counts


class RobotPurchaseCreate(PurchaseCreate):
    """Any moment of a trip's first day names it."""

    train_number: TrainNumber | None = None
    start_date: Moment | None = None


class LineRead(Wire):
    item_id: UUID
    count: int
    name: str
    price_penny: int


class PurchaseMade(Wire):
    """The answer to a purchase; the same purchase again gets the same."""

    id: UUID
    store_id: UUID
    user_id: UUID | None
    items: list[LineRead]
    date: Moment
    purchase_id: UUID
    total_penny: int
    number: int = Field(description="To call the customer by: of this store, and of this day.")


class PurchaseStatus(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    CANCELED = "canceled"
    REFUNDED = "refunded"


class PaymentMethod(StrEnum):
    ON_DELIVERY = "on_delivery"


class PurchaseRead(PurchaseMade):
    status: PurchaseStatus
    status_reason: str | None
    status_at: Moment
    payment_method: PaymentMethod
    paid_at: Moment | None
    task_id: UUID
    task_state: TaskState
    asker: Who


class Cancellation(Command):
    reason: Line256 | None = None


class Refund(Command):
    reason: Line256
