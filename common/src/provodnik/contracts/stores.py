"""What a store is, and who does something in one."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from provodnik.contracts.errors import NotFound
from provodnik.contracts.wire import LINE, Command, Wire


class StoreNotFound(NotFound):
    """There is no store with this id."""


class StoreType(StrEnum):
    SHOP = "SHOP"
    RESTAURANT = "RESTAURANT"


# As long as the columns of the seed.
Line100 = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=LINE)]
Line255 = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=LINE)]
# Lines may break; no other control character has a place in it.
Text255 = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class StoreCreate(Command):
    name: Annotated[Line100, Field(examples=["Вагон-ресторан"])]
    description: Annotated[Text255, Field(examples=["Горячее, салаты и десерты"])]
    logo_url: Annotated[Line255, Field(examples=["/static/stores/restaurant.svg"])]
    store_type: StoreType


class StoreRead(Wire):
    id: UUID
    name: str
    description: str
    logo_url: str
    store_type: StoreType


class StoresWanted(Command):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class StoreList(Wire):
    """In the order of the question; unknown and deleted stores are left out."""

    items: list[StoreRead]


class WhoKind(StrEnum):
    STAFF = "staff"
    TERMINAL = "terminal"
    ROBOT = "robot"
    SERVICE = "service"


class Who(Wire):
    """Who did something: a person of the staff by name, a device by its id, or the service itself."""

    kind: WhoKind
    id: UUID | None = None
    name: str | None = None
