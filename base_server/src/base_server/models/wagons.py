from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from base_server.models.base import Base, Line60


class SeatPlan(Base):
    """The places of a kind of wagon, and how they are drawn."""

    __tablename__ = "seat_plans"
    __table_args__ = (
        CheckConstraint("kind IN ('seated', 'open', 'compartment', 'sleeping', 'restaurant')", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name_ru: Mapped[Line60]
    name_en: Mapped[Line60]
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, doc="of contracts.wagons.PlaceOnPlan")


class TripWagon(Base):
    """A wagon of a trip. A trip without any is not described so far: every place is there."""

    __tablename__ = "trip_wagons"
    __table_args__ = (UniqueConstraint("trip_id", "position"),)

    trip_id: Mapped[UUID] = mapped_column(ForeignKey("trips.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(doc="in the train, from its head")
    seat_plan_id: Mapped[str] = mapped_column(ForeignKey("seat_plans.id"), index=True)

    plan: Mapped[SeatPlan] = relationship(lazy="raise")

    @property
    def kind(self) -> str:
        return self.plan.kind
