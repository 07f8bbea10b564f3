from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.devices import EnrolledDevice


class StoreTerminal(EnrolledDevice):
    """A terminal of a store, of which it may have several. The store itself is store_server's: no foreign key."""

    __tablename__ = "active_stores"

    store_id: Mapped[UUID] = mapped_column(index=True)
