"""What a kiosk offers a passenger, each with its why."""

from enum import StrEnum
from uuid import UUID

from pydantic import AliasChoices, Field

from provodnik.contracts.items import ItemRead
from provodnik.contracts.wire import Wire


class ReasonCode(StrEnum):
    """Why an item is offered; the kiosk has the words."""

    BOUGHT_BEFORE = "bought_before"
    GOES_WITH = "goes_with"
    POPULAR_NOW = "popular_now"
    POPULAR = "popular"
    SOMETHING_ELSE = "something_else"


class Reason(Wire):
    code: ReasonCode
    with_item: UUID | None = Field(
        default=None,
        validation_alias=AliasChoices("with", "with_item"),
        serialization_alias="with",
        description="Of `goes_with`: the item of the basket that it goes with.",
    )


class Recommendation(ItemRead):
    """An item that is in stock, and why it is offered."""

    reason: Reason


class Recommendations(Wire):
    """The best first; empty only where nothing else is in stock."""

    items: list[Recommendation]
