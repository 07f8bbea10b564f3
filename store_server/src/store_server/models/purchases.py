"""What was sold, to whom, for how much, and what becomes of it in the kitchen."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store_server.models.base import Base, CreatedAt, Id, Line100, Line256, Moment, Word


class Purchase(Base):
    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("status IN ('placed', 'paid', 'canceled', 'refunded')", name="status"),
        CheckConstraint("asker_kind IN ('staff', 'terminal', 'robot')", name="asker_kind"),
        CheckConstraint("(paid_at IS NOT NULL) = (status IN ('paid', 'refunded'))", name="paid"),
        CheckConstraint("total_penny >= 0", name="total_penny"),
        # A purchase, sent twice, is one.
        UniqueConstraint("asker_id", "purchase_id"),
        UniqueConstraint("store_id", "day", "number"),
        Index("ix_purchases_store", "store_id", "created_at", "id"),
        Index("ix_purchases_user", "user_id", "created_at", postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_purchases_train", "train_number", "created_at", postgresql_where=text("train_number IS NOT NULL")),
    )

    id: Mapped[Id]
    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id"))
    user_id: Mapped[UUID | None] = mapped_column(doc="base_server's; nobody known at a counter, or erased since")
    asker_kind: Mapped[Word]
    asker_id: Mapped[UUID] = mapped_column(doc="the robot, the terminal, or the person of the staff")
    asker_name: Mapped[Line256 | None]
    purchase_id: Mapped[UUID] = mapped_column(doc="made by the asker; ours where it made none")
    content: Mapped[bytes] = mapped_column(LargeBinary, doc="SHA-256 of what was asked: other content is a conflict")
    total_penny: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[Word]
    status_reason: Mapped[Line256 | None] = mapped_column(doc="why it was canceled or refunded")
    status_at: Mapped[CreatedAt]
    day: Mapped[dt.date] = mapped_column(doc="in the time zone of the settings")
    number: Mapped[int] = mapped_column(doc="to call the customer by, on that day")
    payment_method: Mapped[Word]
    paid_at: Mapped[Moment | None]
    train_number: Mapped[int | None]
    start_date: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]

    items: Mapped[list["PurchaseItem"]] = relationship(
        lazy="raise", order_by="PurchaseItem.name, PurchaseItem.store_item_id", viewonly=True
    )
    task: Mapped["Task"] = relationship(lazy="raise", back_populates="purchase", viewonly=True)


class PurchaseItem(Base):
    """A line. Its name and price are those of the moment of sale."""

    __tablename__ = "purchase_items"
    __table_args__ = (
        CheckConstraint("count BETWEEN 1 AND 1000", name="count"),
        CheckConstraint("price_penny >= 0", name="price_penny"),
        UniqueConstraint("purchase_id", "store_item_id"),
        Index("ix_purchase_items_item", "store_item_id", "purchase_id"),
    )

    id: Mapped[Id]
    purchase_id: Mapped[UUID] = mapped_column(ForeignKey("purchases.id", ondelete="CASCADE"))
    store_item_id: Mapped[UUID] = mapped_column(ForeignKey("store_items.id"))
    count: Mapped[int]
    name: Mapped[Line100]
    price_penny: Mapped[int]


class Task(Base):
    """A purchase as the kitchen sees it. When it entered each state stands here; who brought it there, in its steps."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'accepted', 'preparing', 'ready', 'handed_over', 'canceled')", name="state"),
        Index("ix_tasks_board", "store_id", "state", "created_at", "id"),
    )

    id: Mapped[Id]
    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id"))
    user_id: Mapped[UUID | None]
    purchase_id: Mapped[UUID] = mapped_column(ForeignKey("purchases.id", ondelete="CASCADE"), unique=True)
    state: Mapped[Word]
    is_ready: Mapped[bool] = mapped_column(Computed("state IN ('ready', 'handed_over')", persisted=True))
    additional_data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
    accepted_at: Mapped[Moment | None]
    preparing_at: Mapped[Moment | None]
    ready_at: Mapped[Moment | None]
    handed_over_at: Mapped[Moment | None]
    canceled_at: Mapped[Moment | None]

    purchase: Mapped[Purchase] = relationship(lazy="raise", back_populates="task", viewonly=True)


class TaskStep(Base):
    """Who brought a task from which state to which, and when."""

    __tablename__ = "task_steps"
    __table_args__ = (
        CheckConstraint("who_kind IN ('staff', 'terminal', 'robot', 'service')", name="who_kind"),
        Index("ix_task_steps_task", "task_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    from_state: Mapped[Word | None]
    to_state: Mapped[Word]
    who_kind: Mapped[Word]
    who_id: Mapped[UUID | None]
    who_name: Mapped[Line256 | None]
    created_at: Mapped[CreatedAt]
