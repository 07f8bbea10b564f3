"""Who asks store_server for something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from provodnik.contracts.stores import Who, WhoKind

ADMINISTRATION: Final = Who(kind=WhoKind.SERVICE, name="administration")


def columns_of(who: Who) -> dict[str, object]:
    """As tables keep who did something."""
    return {"who_kind": who.kind, "who_id": who.id, "who_name": who.name}


@dataclass(frozen=True)
class Asker:
    """A person of the staff, a store's terminal, or a robot."""

    kind: WhoKind
    id: UUID
    name: str | None = None

    def who(self) -> Who:
        return Who(kind=self.kind, id=self.id, name=self.name)


@dataclass(frozen=True, kw_only=True)
class StoreAsker(Asker):
    """Of the staff, or a terminal: for this store alone. `until`: when a person's token ends."""

    store_id: UUID
    until: datetime | None = None
