"""What accounting is told of the stores: events by webhook, how they are configured, and a day's closing report."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from provodnik.contracts.errors import Conflict, MalformedInput, NotFound
from provodnik.contracts.wire import Command, Line256, Moment, Wire


class WebhookNotFound(NotFound):
    """There is no webhook with this id."""


class DeadLetterNotFound(NotFound):
    """There is no dead letter with this id."""


class TargetRefused(MalformedInput):
    """Webhooks may not be sent to this address."""


class ReportIdTaken(Conflict):
    """A closing report with this id is there already, and it closes something else."""


class DayClosed(Conflict):
    """This day is closed already; what came after its closing belongs to the next report."""


class DayNotBegun(Conflict):
    """This day has not begun yet."""


class EventType(StrEnum):
    """What a webhook tells of."""

    PURCHASE_PLACED = "purchase.placed"
    PURCHASE_PAID = "purchase.paid"
    PURCHASE_CANCELED = "purchase.canceled"
    PURCHASE_REFUNDED = "purchase.refunded"
    STOCK_MOVED = "stock.moved"


class EventStore(Wire):
    id: UUID
    name: str


class EventLine(Wire):
    """The name and the price are those of the moment of sale."""

    item_id: UUID
    name: str
    count: int
    price_penny: int
    sum_penny: int


class PurchaseData(Wire):
    """Nothing of the passenger is in it."""

    store: EventStore
    purchase_id: UUID
    number: Annotated[int, Field(description="what the customer is called by")]
    placed_at: Moment
    payment_method: str
    currency: Literal["RUB"] = "RUB"
    lines: list[EventLine]
    total_penny: int
    reason: Annotated[str | None, Field(description="of a cancellation or a refund")] = None


class StockData(Wire):
    """First stock, a delivery, a correction or a write-off. What purchases move, their own events tell."""

    store: EventStore
    item_id: UUID
    name: str
    delta: int
    balance: Annotated[int, Field(description="after it")]
    reason: str
    note: str | None = None


class AccountingEvent(Wire):
    """The body of a webhook. Sent again, it has the same `id`, which is also the header `webhook-id`.

    A receiver ignores fields and types that it does not know; `version` goes up when a field changes its meaning.
    """

    type: EventType
    timestamp: Annotated[Moment, Field(description="when it occurred, not when it was sent")]
    id: UUID
    version: Literal[1] = 1
    data: PurchaseData | StockData


LONGEST_URL = 2048
WebhookUrl = Annotated[
    str,
    StringConstraints(max_length=LONGEST_URL, pattern=r"^https?://[!-~]+$"),
    Field(examples=["https://accounting.example/webhooks/provodnik"]),
]


def _each_once(types: list[EventType] | None) -> list[EventType] | None:
    return None if types is None else sorted(set(types))


class WebhookWrite(Command):
    url: WebhookUrl
    description: Line256
    types: Annotated[
        list[EventType] | None,
        Field(min_length=1, max_length=len(EventType), description="null: all, and those that come to be"),
        AfterValidator(_each_once),
    ] = None
    enabled: Annotated[bool, Field(description="what it is not sent while it is disabled waits for it")] = True


class WebhookCreate(WebhookWrite):
    store_id: Annotated[UUID | None, Field(description="null: of every store")] = None


class WebhookRead(Wire):
    id: UUID
    store_id: UUID | None
    url: str
    description: str
    types: list[EventType] | None
    enabled: bool
    disabled_reason: Annotated[str | None, Field(description="why it was disabled, where nobody of ours did it")]
    created_at: Moment


class WebhookSecret(Wire):
    """Shown this once."""

    id: UUID
    secret: Annotated[str, Field(repr=False, examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])]
    previous_until: Annotated[Moment | None, Field(description="until then the secret before it signs as well")] = None


class DeadLetter(Wire):
    """A delivery that was given up."""

    id: UUID
    webhook_id: UUID
    event_id: UUID
    type: str
    store_id: UUID
    purchase_id: UUID | None
    occurred_at: Moment
    attempts: int
    dead_at: Moment
    last_error: str | None


class Replayed(Wire):
    count: Annotated[int, Field(description="how many are delivered again")]


class Amount(Wire):
    """`penny` is the sum of `purchases` purchases."""

    purchases: int = 0
    penny: int = 0


class SoldItem(Wire):
    item_id: UUID
    name: str
    category: str | None
    sold: int
    sold_penny: int
    returned: Annotated[int, Field(description="by cancellations and refunds")]
    returned_penny: int
    net_penny: int


class SoldCategory(Wire):
    category: str | None
    sold: int
    sold_penny: int
    returned: int
    returned_penny: int
    net_penny: int


class PaidBy(Wire):
    method: str
    gross: Amount
    canceled: Amount
    refunded: Amount
    net_penny: int
    paid: Annotated[Amount, Field(description="what was paid meanwhile, for purchases of whatever day")]


class StockedItem(Wire):
    """`opening + moved = closing`, in pieces."""

    item_id: UUID
    name: str
    opening: int
    received: Annotated[int, Field(description="by deliveries, first stock and corrections upwards")]
    removed: Annotated[int, Field(description="written off, and corrections downwards")]
    sold: int
    returned: int
    closing: int
    price_penny: Annotated[int, Field(description="at the closing")]
    closing_penny: int


class StockValue(Wire):
    """At the prices of sale. `opening` is the `closing` of the report before.

    `opening + moved + revalued = closing`: what was moved is valued at the prices of the closing, and `revalued` is
    what new prices made of what was there.
    """

    opening_penny: int
    moved_penny: int
    revalued_penny: int
    closing_penny: int
    items: list[StockedItem]


# Bounded as moments are.
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), lt=dt.date(2100, 1, 1), examples=["2026-06-01"])]


class ReportClose(Command):
    report_id: Annotated[UUID, Field(description="made by the client: the same again gives the same report")]
    date: Day


class ZReport(Wire):
    """A store's day, or what there is of it so far where `number` is null.

    Each purchase, cancellation, refund and payment is in exactly one closed report. VAT is not in it.
    """

    id: UUID | None
    number: Annotated[int | None, Field(description="counted up by one for each store; null: not closed yet")]
    store: EventStore
    date: dt.date
    closed_at: Moment | None
    closed_by: str | None
    currency: Literal["RUB"] = "RUB"
    gross: Annotated[Amount, Field(description="purchases placed")]
    canceled: Amount
    refunded: Amount
    net_penny: Annotated[int, Field(description="gross less canceled less refunded")]
    first_purchase_at: Moment | None
    last_purchase_at: Moment | None
    items: list[SoldItem]
    categories: list[SoldCategory]
    payments: list[PaidBy]
    stock: StockValue
