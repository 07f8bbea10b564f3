from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, Id, Line60, Moment


class Telemetry(Base):
    """What a robot measured of itself, under the robot's own id for it. The server's clock says in which order."""

    __tablename__ = "telemetry"
    __table_args__ = (
        # The newest of a robot, and what is old enough to go.
        Index("ix_telemetry_robot", "robot_id", "received_at"),
        Index("ix_telemetry_received_at", "received_at"),
    )

    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    received_at: Mapped[Moment]
    measured_at: Mapped[Moment] = mapped_column(doc="by the robot's clock, which decides nothing")
    battery_percent: Mapped[float | None]
    cpu_percent: Mapped[float]
    memory_percent: Mapped[float]
    disk_percent: Mapped[float]
    temperature_c: Mapped[float | None]
    camera_ok: Mapped[bool]
    uptime_s: Mapped[int]
    software_version: Mapped[Line60]


class RobotAlarm(Base):
    """Something of a robot's was out of its range, from when until when."""

    __tablename__ = "robot_alarms"
    __table_args__ = (
        # One alarm of a kind stands open for a robot, whoever notices.
        Index("uq_robot_alarms_open", "robot_id", "kind", unique=True, postgresql_where=text("closed_at IS NULL")),
        Index("ix_robot_alarms_robot_id", "robot_id"),
        Index("ix_robot_alarms_opened_at", "opened_at"),
        CheckConstraint("closed_at >= opened_at", name="closed_at"),
    )

    id: Mapped[Id]
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"))
    kind: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    worst: Mapped[float | None] = mapped_column(doc="the value that was farthest out, where it is a number")
