"""Monitoring. Whatever shows or names somebody who was seen expires, and goes with its picture."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Identity, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from base_server.models.base import Base, CreatedAt, Id, Line60, Line256, Moment


class Camera(Base):
    __tablename__ = "cameras"

    id: Mapped[Id]
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), index=True)
    name: Mapped[Line60]
    place: Mapped[Line256]
    enabled: Mapped[bool]
    created_at: Mapped[CreatedAt]


class Incident(Base):
    """What a robot saw. Its own `state` and the operators' `review` are separate facts."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_opened_at", "opened_at"),
        Index("ix_incidents_state_opened_at", "state", "opened_at"),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("review IN ('unseen', 'acknowledged', 'false_alarm')", name="review"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the robot's own")
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), index=True)
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("cameras.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), server_default="open")
    review: Mapped[str] = mapped_column(String(16), server_default="unseen")
    score: Mapped[float] = mapped_column(Float)
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    opened_at: Mapped[CreatedAt]


class IncidentStep(Base):
    """The history of an incident, under the ids of those who made it: the same id again is the same step."""

    __tablename__ = "incident_steps"
    __table_args__ = (
        Index(
            "uq_incident_steps_acknowledged", "incident_id", unique=True, postgresql_where=text("kind = 'acknowledged'")
        ),
        Index(
            "uq_incident_steps_false_alarm", "incident_id", unique=True, postgresql_where=text("kind = 'false_alarm'")
        ),
    )

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[UUID | None] = mapped_column(doc="the operator, by the realm; null for the robot")
    name: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, doc="SHA-256 of the robot's report")
    at: Mapped[CreatedAt]


class IncidentFrame(Base):
    __tablename__ = "incident_frames"

    id: Mapped[Id]
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    lookup: Mapped[str] = mapped_column(String(16), doc="how far the search for its people came, see LookupState")
    taken_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment] = mapped_column(index=True)


class WatchlistEntry(Base):
    """Somebody to look for. Their pictures are face_server's alone."""

    __tablename__ = "watchlist_entries"

    id: Mapped[Id]
    name: Mapped[Line60]
    reason: Mapped[Line256]
    note: Mapped[Line256 | None]
    added_by: Mapped[UUID] = mapped_column(doc="the operator, by the realm")
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[CreatedAt] = mapped_column(index=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)
    photographs: Mapped[int]


class IncidentPerson(Base):
    """Whose face a frame seems to show. It is gone with the frame, the passenger or the entry."""

    __tablename__ = "incident_people"
    __table_args__ = (CheckConstraint("num_nonnulls(user_id, entry_id) = 1", name="one"),)

    id: Mapped[Id]
    frame_id: Mapped[UUID] = mapped_column(ForeignKey("incident_frames.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("watchlist_entries.id", ondelete="CASCADE"), index=True)
    score: Mapped[float] = mapped_column(Float)
    found_at: Mapped[CreatedAt]


class Sighting(Base):
    """A face that a robot saw, until it is looked up: then it is a hit, or forgotten."""

    __tablename__ = "sightings"

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the robot's own")
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), index=True)
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("cameras.id", ondelete="SET NULL"), index=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[Moment]
    created_at: Mapped[CreatedAt]


class WatchlistHit(Base):
    __tablename__ = "watchlist_hits"

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the sighting's")
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("watchlist_entries.id", ondelete="CASCADE"), index=True)
    robot_id: Mapped[UUID] = mapped_column(ForeignKey("robots.id"), index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), index=True)
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("cameras.id", ondelete="SET NULL"), index=True)
    score: Mapped[float] = mapped_column(Float)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[Moment]
    found_at: Mapped[CreatedAt] = mapped_column(index=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)


class FaceLookup(Base):
    """A picture whose people are still to be looked for: the queue, which several processes share."""

    __tablename__ = "face_lookups"
    __table_args__ = (CheckConstraint("num_nonnulls(frame_id, sighting_id) = 1", name="one"),)

    id: Mapped[Id]
    frame_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident_frames.id", ondelete="CASCADE"), unique=True)
    sighting_id: Mapped[UUID | None] = mapped_column(ForeignKey("sightings.id", ondelete="CASCADE"), unique=True)
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[CreatedAt] = mapped_column(index=True)


class WatchlistRemoval(Base):
    """Pictures that must not stay in face_server's gallery: of an entry that is gone, or that never came to be.

    No foreign key: it stands while its entry does not.
    """

    __tablename__ = "watchlist_removals"

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="the entry's")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[CreatedAt] = mapped_column(index=True)


class MonitoringEvent(Base):
    """The outbox of events, and the log that a terminal goes on from. Nothing personal: ids, and a call's reason.

    `place`: given by the dispatcher, in the order of all events and without gaps; identities have gaps, and are handed
    out in another order than that of the commits.
    """

    __tablename__ = "monitoring_events"
    __table_args__ = (
        Index("ix_monitoring_events_unplaced", "id", postgresql_where=text("place IS NULL")),
        Index("ix_monitoring_events_unsent", "place", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    place: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[CreatedAt] = mapped_column(index=True)
    sent_at: Mapped[Moment | None]
