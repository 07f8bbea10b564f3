from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line60, Line256, Moment
from base_server.models.devices import EnrolledDevice


class Robot(EnrolledDevice):
    __tablename__ = "robots"
    __table_args__ = (Index("ix_robots_list", "created_at", "id", postgresql_where=text("revoked_at IS NULL")),)

    robot_model_id: Mapped[Line60]
    robot_model_name: Mapped[Line60]


class Assignment(Base):
    """Where a robot was, and is: the one that has not ended."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index("uq_assignments_current", "robot_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_assignments_trip", "train_number", "start_date"),
    )

    id: Mapped[Id]
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), index=True)
    train_number: Mapped[int]
    wagon_number: Mapped[int]
    start_date: Mapped[Moment]
    station_id: Mapped[str | None] = mapped_column(ForeignKey("stations.id"), index=True)
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[Moment | None]


class HelpCall(Base):
    """A robot's call for a person, under the robot's own id for it."""

    __tablename__ = "help_calls"
    __table_args__ = (
        ForeignKeyConstraint(["robot_id"], ["robots.id"]),
        ForeignKeyConstraint(["assignment_id"], ["assignments.id"]),
        Index("ix_help_calls_created_at", "created_at"),
    )

    robot_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignment_id: Mapped[UUID | None]
    reason: Mapped[Line256]
    created_at: Mapped[CreatedAt]
