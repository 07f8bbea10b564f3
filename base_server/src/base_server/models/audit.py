from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line60


class AuditEntry(Base):
    """What somebody did. No foreign keys: it outlives whoever and whatever it speaks of."""

    __tablename__ = "audit"
    # Each ends in the order of the list, so that a filtered page is read off the index as well.
    __table_args__ = (
        Index("ix_audit_at", "at", "id"),
        Index("ix_audit_actor_kind", "actor_kind", "at", "id"),
        Index("ix_audit_action", "action", "at", "id"),
        # What is held about somebody: asked for by whom it speaks of.
        Index("ix_audit_targets", "targets", postgresql_using="gin", postgresql_ops={"targets": "jsonb_path_ops"}),
        Index("ix_audit_actor_id", "actor_id", postgresql_where=text("actor_id IS NOT NULL")),
    )

    id: Mapped[Id]
    at: Mapped[CreatedAt]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[UUID | None] = mapped_column(doc="None for the administration, and for a name that nobody has")
    actor_login: Mapped[Line60 | None] = mapped_column(doc="an engineer's; of other people no name is kept")
    address: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(256), doc="the method and the route's template")
    targets: Mapped[dict[str, Any]] = mapped_column(JSONB, doc="ids, by the names that the route gives them")
    outcome: Mapped[int | None] = mapped_column(doc="the answer's status; None while it is under way, and if it broke")
    request_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, doc="never a secret")
