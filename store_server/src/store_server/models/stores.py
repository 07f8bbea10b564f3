"""A store, what it sells, and why there is as much of it as there is."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store_server.models.base import Base, CreatedAt, Id, Line100, Line255, Line256, Moment, Word


class Store(Base):
    """Deleted ones stay, with their history, and are shown to nobody."""

    __tablename__ = "stores"
    __table_args__ = (
        CheckConstraint("store_type IN ('SHOP', 'RESTAURANT')", name="store_type"),
        Index("ix_stores_listed", "created_at", "id", postgresql_where=text("deleted_at IS NULL")),
    )

    id: Mapped[Id]
    name: Mapped[Line100]
    description: Mapped[Line255]
    logo_url: Mapped[Line255]
    store_type: Mapped[Word]
    created_at: Mapped[CreatedAt]
    deleted_at: Mapped[Moment | None]


class StoreDay(Base):
    """How many numbers to call a store has given out on a day."""

    __tablename__ = "store_days"

    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True, doc="in the time zone of the settings")
    last_number: Mapped[int]


class StoreItem(Base):
    """Its balance is the sum of its movements. A deleted item stays, with its history, and is not sold."""

    __tablename__ = "store_items"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("price_penny BETWEEN 0 AND 100000000", name="price_penny"),
        Index(
            "ix_store_items_catalogue",
            "store_id",
            "category",
            "name",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id"))
    name: Mapped[Line100]
    description: Mapped[Line255]
    logo_url: Mapped[Line255 | None]
    balance: Mapped[int]
    price_penny: Mapped[int]
    category: Mapped[Line100 | None]
    created_at: Mapped[CreatedAt]
    deleted_at: Mapped[Moment | None]


class StockMovement(Base):
    """Why an item's balance changed, by how much, and by whom. Never changed but for its report, never deleted."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("delta <> 0", name="delta"),
        CheckConstraint(
            "reason IN ('initial', 'delivery', 'correction', 'write_off', 'purchase', 'cancellation', 'refund')",
            name="reason",
        ),
        CheckConstraint(
            "(purchase_id IS NOT NULL) = (reason IN ('purchase', 'cancellation', 'refund'))", name="purchase"
        ),
        CheckConstraint("who_kind IN ('staff', 'terminal', 'robot', 'service')", name="who_kind"),
        # Taken once, and given back once.
        UniqueConstraint("purchase_id", "store_item_id", "reason"),
        # What staff send twice is one.
        UniqueConstraint("store_item_id", "movement_id"),
        Index("ix_stock_movements_item", "store_item_id", "created_at", "id"),
        Index("ix_stock_movements_unreported", "store_item_id", postgresql_where=text("report_id IS NULL")),
        Index("ix_stock_movements_report", "report_id", postgresql_where=text("report_id IS NOT NULL")),
    )

    id: Mapped[Id]
    store_item_id: Mapped[UUID] = mapped_column(ForeignKey("store_items.id"))
    delta: Mapped[int]
    reason: Mapped[Word]
    note: Mapped[Line256 | None]
    movement_id: Mapped[UUID | None] = mapped_column(doc="made by the client, where staff moved it")
    purchase_id: Mapped[UUID | None] = mapped_column(ForeignKey("purchases.id"))
    who_kind: Mapped[Word]
    who_id: Mapped[UUID | None]
    who_name: Mapped[Line256 | None]
    created_at: Mapped[CreatedAt]
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("z_reports.id"), doc="the one closing report it is in")
