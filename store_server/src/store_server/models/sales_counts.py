"""What recommendations are made from: sales, counted once and looked up ever after. It may be emptied at any time."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store_server.models.base import Base, Moment


class CountedSales(Base):
    """How far a store's purchases are counted."""

    __tablename__ = "counted_sales"

    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[Moment] = mapped_column(doc="when the last one was made that is counted")


class ItemHourCount(Base):
    """In how many purchases of an hour of the day an item was."""

    __tablename__ = "item_hour_counts"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),)

    store_item_id: Mapped[UUID] = mapped_column(ForeignKey("store_items.id", ondelete="CASCADE"), primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, doc="in UTC")
    weight: Mapped[float] = mapped_column(doc="see recommendations.weights: old purchases count less")


class ItemPairCount(Base):
    """In how many purchases two items were together; each pair stands here in both orders."""

    __tablename__ = "item_pair_counts"
    __table_args__ = (CheckConstraint("store_item_id <> other_item_id", name="two"),)

    store_item_id: Mapped[UUID] = mapped_column(ForeignKey("store_items.id", ondelete="CASCADE"), primary_key=True)
    other_item_id: Mapped[UUID] = mapped_column(ForeignKey("store_items.id", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[float]
