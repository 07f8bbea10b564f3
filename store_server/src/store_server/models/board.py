"""What happens at a store, as its board shows it."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from store_server.models.base import Base, CreatedAt, Line60


class StoreBoard(Base):
    """The place of a store's last event. Whoever writes one holds this row until the commit.

    So places have no gaps, and nothing comes to be seen before what has an earlier one.
    """

    __tablename__ = "store_boards"

    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    last_place: Mapped[int] = mapped_column(BigInteger)


class StoreEvent(Base):
    """The log that a board goes on from. Nothing personal: what is to be known more is asked for by the ids."""

    __tablename__ = "store_events"

    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[Line60]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
