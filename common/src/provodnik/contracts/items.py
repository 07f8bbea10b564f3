"""What a store sells, and the movements that its stock is explained by."""

from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.stores import Line100, Line255, Text255, Who
from provodnik.contracts.wire import Command, Line256, Moment, Wire

MOST_IN_STOCK: Final = 1_000_000


class ItemNotFound(NotFound):
    """The store has no item with this id."""


class NotEnoughStock(Conflict):
    """There is less of the item than would be taken."""


class TooMuchStock(Conflict):
    """There would be more of the item than a store can hold."""


class MovementDiffers(Conflict):
    """A movement with this id was made already, and it was another one."""


PricePenny = Annotated[int, Field(ge=0, le=100_000_000, strict=True, examples=[15000])]


class ItemCreate(Command):
    name: Annotated[Line100, Field(examples=["Чай чёрный"])]
    description: Annotated[Text255, Field(examples=["В стакане с подстаканником"])]
    price_penny: PricePenny
    logo_url: Line255 | None = None
    category: Annotated[Line100 | None, Field(examples=["Напитки"])] = None
    balance: Annotated[int, Field(ge=0, le=MOST_IN_STOCK, strict=True, description="What is there at first.")] = 0


class ItemUpdate(Command):
    """What an item is. How much of it there is, only movements change."""

    id: UUID
    name: Line100
    description: Text255
    price_penny: PricePenny
    logo_url: Annotated[Line255 | None, Field(description="Stays as it is where it is null.")] = None
    category: Annotated[Line100 | None, Field(description="Stays as it is where it is null.")] = None


class ItemRead(Wire):
    id: UUID
    name: str
    description: str
    price_penny: int
    logo_url: str | None
    category: str | None
    balance: int


class ItemOffered(ItemRead):
    """As a passenger sees it."""

    in_stock: bool


class MovementReason(StrEnum):
    INITIAL = "initial"
    DELIVERY = "delivery"
    CORRECTION = "correction"
    WRITE_OFF = "write_off"
    PURCHASE = "purchase"
    CANCELLATION = "cancellation"
    REFUND = "refund"


class StaffReason(StrEnum):
    """The ones that staff can give."""

    DELIVERY = "delivery"
    CORRECTION = "correction"
    WRITE_OFF = "write_off"


class MovementCreate(Command):
    movement_id: UUID = Field(description="Made by the client. The same movement again is done once.")
    delta: Annotated[int, Field(ge=-MOST_IN_STOCK, le=MOST_IN_STOCK, strict=True, examples=[24])]
    reason: StaffReason
    note: Line256 | None = None

    @model_validator(mode="after")
    def _goes_the_right_way(self) -> Self:
        if self.delta == 0:
            raise ValueError("a movement moves something")
        if self.reason is StaffReason.DELIVERY and self.delta < 0:
            raise ValueError("a delivery brings something")
        if self.reason is StaffReason.WRITE_OFF and self.delta > 0:
            raise ValueError("what is written off is taken away")
        return self


class MovementRead(Wire):
    id: UUID
    item_id: UUID
    delta: int
    reason: MovementReason
    note: str | None
    movement_id: UUID | None
    purchase_id: UUID | None
    who: Who
    created_at: Moment


class StockMoved(Wire):
    movement: MovementRead
    balance: int = Field(description="What is there now.")
