from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line60, Line256, Moment


class Ticket(Base):
    __tablename__ = "tickets"
    __table_args__ = (
        # A seat is sold once for a trip.
        Index(
            "uq_tickets_seat",
            "train_number",
            "start_date",
            "wagon_number",
            "place_number",
            unique=True,
            postgresql_where=text("status <> 'canceled'"),
        ),
        # A face is looked for among the holders of a trip's tickets, canceled ones too.
        Index("ix_tickets_trip", "train_number", "start_date"),
        Index("ix_tickets_list", "created_at", "id"),
        # A passenger's purchase, sent twice, is one.
        Index(
            "uq_tickets_purchase",
            "user_id",
            "purchase_id",
            unique=True,
            postgresql_where=text("purchase_id IS NOT NULL"),
        ),
        CheckConstraint("status IN ('valid', 'canceled')", name="status"),
        CheckConstraint("(purchase_id IS NULL) = (purchase_content IS NULL)", name="purchase"),
        CheckConstraint("used = (used_at IS NOT NULL) AND used = (used_by_robot_id IS NOT NULL)", name="used"),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    train_number: Mapped[int]
    wagon_number: Mapped[int]
    place_number: Mapped[int]
    date: Mapped[Moment]
    station_id: Mapped[Line60]
    destination_id: Mapped[Line60]
    start_date: Mapped[Moment]
    code: Mapped[str] = mapped_column(String(128), unique=True)
    status: Mapped[str] = mapped_column(String(16), server_default="valid")
    used: Mapped[bool] = mapped_column(server_default=text("false"))
    used_at: Mapped[Moment | None]
    used_by_robot_id: Mapped[UUID | None] = mapped_column(ForeignKey("robots.id"))
    purchase_id: Mapped[UUID | None] = mapped_column(doc="the passenger's own, where they bought it themselves")
    purchase_content: Mapped[bytes | None] = mapped_column(
        LargeBinary, doc="SHA-256 of what was asked: other content is a conflict"
    )
    created_at: Mapped[CreatedAt]


class Check(Base):
    """A ticket check, whatever its verdict, with the answer that was given: the same check gets it again.

    A check that its robot withdrew before it was made holds the place of its id, with empty content: a late request
    with that id then meets the constraint on (robot_id, check_id).
    """

    __tablename__ = "checks"
    __table_args__ = (
        UniqueConstraint("robot_id", "check_id"),
        Index("ix_checks_list", text("created_at DESC"), "id"),
        Index("ix_checks_robot", "robot_id", text("created_at DESC"), "id"),
        # The constraint behind "used once".
        Index("uq_checks_redeems", "ticket_id", unique=True, postgresql_where=text("redeems")),
        CheckConstraint("(verdict = 'accepted') = (reason IS NULL)", name="reason"),
        CheckConstraint("NOT redeems OR verdict = 'accepted'", name="redeems"),
        CheckConstraint("(undone_at IS NULL) = (undone_reason IS NULL)", name="undone"),
        CheckConstraint("NOT redeems OR (undone_at IS NULL AND NOT withdrawn)", name="given_back"),
    )

    id: Mapped[Id]
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"))
    check_id: Mapped[UUID]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id", ondelete="SET NULL"), index=True)
    wagon_number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    evidence: Mapped[str] = mapped_column(String(16))
    redeems: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary, doc="SHA-256 of what was asked: other content is a conflict")
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
    made_at: Mapped[Moment | None] = mapped_column(
        doc="by the robot's clock, of a check that was made without a connection"
    )
    undone_at: Mapped[Moment | None] = mapped_column(doc="its ticket was given back: it redeems nothing any more")
    undone_reason: Mapped[Line256 | None]
    withdrawn: Mapped[bool] = mapped_column(
        server_default=text("false"), doc="by its robot; also of a check that was never made, and never will be"
    )
