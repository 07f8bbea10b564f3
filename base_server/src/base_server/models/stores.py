from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, Id, Moment


class TrainStore(Base):
    """A store on a trip. The store itself is store_server's, so there is no foreign key."""

    __tablename__ = "train_stores"
    # In the order of the question: which stores are on this train?
    __table_args__ = (UniqueConstraint("train_number", "train_date", "store_id"),)

    id: Mapped[Id]
    store_id: Mapped[UUID]
    train_number: Mapped[int]
    start_date: Mapped[Moment] = mapped_column("train_date", doc="the trip's start, as tickets have it")
