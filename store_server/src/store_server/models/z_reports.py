"""The closing reports of a store's days."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from store_server.models.base import Base, Line256, Moment


class ZReport(Base):
    """Never changed. What belongs to it names it: accounting events and stock movements have a `report_id`."""

    __tablename__ = "z_reports"
    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        UniqueConstraint("store_id", "day"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="made by the client, so that closing twice is once")
    store_id: Mapped[UUID] = mapped_column(ForeignKey("stores.id"))
    number: Mapped[int]
    day: Mapped[dt.date] = mapped_column(doc="in the time zone of the settings")
    closed_at: Mapped[Moment]
    closed_by: Mapped[Line256 | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, doc="as it was given")
