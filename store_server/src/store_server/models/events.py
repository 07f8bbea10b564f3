"""What others are told, written with what it tells of: accounting, by webhooks, and the board of a store."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from store_server.models.base import Base, CreatedAt, Id, Line60, Line256, Moment


class AccountingEvent(Base):
    """A purchase, a refund, a change of stock: the outbox of accounting."""

    __tablename__ = "accounting_events"
    __table_args__ = (
        Index("ix_accounting_events_store", "store_id", "created_at"),
        Index("ix_accounting_events_undispatched", "seq", postgresql_where=text("dispatched_at IS NULL")),
        Index("ix_accounting_events_unreported", "store_id", "created_at", postgresql_where=text("report_id IS NULL")),
        Index("ix_accounting_events_report", "report_id", postgresql_where=text("report_id IS NOT NULL")),
    )

    id: Mapped[Id]
    seq: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), unique=True, doc="in the order of writing, for each purchase"
    )
    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id"))
    purchase_id: Mapped[UUID | None] = mapped_column(ForeignKey("purchases.id"), index=True)
    kind: Mapped[Line60]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
    dispatched_at: Mapped[Moment | None] = mapped_column(doc="there is a delivery for each endpoint since")
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("z_reports.id"), doc="the one closing report it is in")


class WebhookEndpoint(Base):
    __tablename__ = "webhook_endpoints"

    id: Mapped[Id]
    store_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("stores.id", ondelete="CASCADE"), index=True, doc="of this store alone; else of all"
    )
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[Line256]
    types: Mapped[list[str] | None] = mapped_column(ARRAY(Text), doc="of events; NULL: all")
    secret: Mapped[str] = mapped_column(Text, doc="as Standard Webhooks writes it, whsec_…")
    previous_secret: Mapped[str | None] = mapped_column(Text, doc="signs as well, until `previous_until`")
    previous_until: Mapped[Moment | None]
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    disabled_reason: Mapped[Line256 | None] = mapped_column(doc="where it was not the administration")
    paused_until: Mapped[Moment | None] = mapped_column(doc="it asked to be left alone until then")
    created_at: Mapped[CreatedAt]


class WebhookDelivery(Base):
    """An event on its way to an endpoint: under way or waiting until `due_at`, then delivered or dead."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        CheckConstraint("delivered_at IS NULL OR dead_at IS NULL", name="ended"),
        Index(
            "ix_webhook_deliveries_due",
            "endpoint_id",
            "due_at",
            "seq",
            postgresql_where=text("delivered_at IS NULL AND dead_at IS NULL"),
        ),
        # Is an earlier one of the same subject still open?
        Index(
            "ix_webhook_deliveries_subject",
            "endpoint_id",
            "subject_id",
            "seq",
            postgresql_where=text("delivered_at IS NULL AND dead_at IS NULL"),
        ),
        Index("ix_webhook_deliveries_dead", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
    )

    id: Mapped[Id]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("accounting_events.id"))
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int] = mapped_column(BigInteger, doc="the event's")
    subject_id: Mapped[UUID] = mapped_column(doc="what is told of in order: the purchase, else the event itself")
    attempts: Mapped[int] = mapped_column(server_default="0")
    first_attempt_at: Mapped[Moment | None]
    due_at: Mapped[Moment]
    delivered_at: Mapped[Moment | None]
    dead_at: Mapped[Moment | None] = mapped_column(doc="given up, until staff replay it")
    last_error: Mapped[Line256 | None]
