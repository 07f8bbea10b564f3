from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Moment


class CheckConflict(Base):
    """A check that was made without a connection and contradicts what the server knows. It used nothing up."""

    __tablename__ = "check_conflicts"
    __table_args__ = (
        # The same check again is the same conflict. In this order also: what is known under this id?
        UniqueConstraint("robot_id", "check_id", "content"),
        Index("ix_check_conflicts_created_at", "created_at"),
    )

    id: Mapped[Id]
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"))
    check_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary, doc="SHA-256 of what was asked and answered")
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id", ondelete="SET NULL"), index=True)
    wagon_number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16), doc="which the robot gave")
    reason: Mapped[str | None] = mapped_column(String(32), doc="which the robot gave")
    made_at: Mapped[Moment] = mapped_column(doc="by the robot's clock, which decides nothing")
    created_at: Mapped[CreatedAt]
    kind: Mapped[str] = mapped_column(String(32))
    other: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), doc="the check that it contradicts: when, which robot, which wagon"
    )
