"""Cameras, incidents, the watch-list and their events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "monitoring_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_events")),
        sa.UniqueConstraint("place", name=op.f("uq_monitoring_events_place")),
    )
    op.create_index(op.f("ix_monitoring_events_at"), "monitoring_events", ["at"], unique=False)
    op.create_index(
        "ix_monitoring_events_unplaced",
        "monitoring_events",
        ["id"],
        unique=False,
        postgresql_where=sa.text("place IS NULL"),
    )
    op.create_index(
        "ix_monitoring_events_unsent",
        "monitoring_events",
        ["place"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "watchlist_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.Column("note", sa.String(length=256), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("photographs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_entries")),
    )
    op.create_index(op.f("ix_watchlist_entries_added_at"), "watchlist_entries", ["added_at"], unique=False)
    op.create_index(op.f("ix_watchlist_entries_expires_at"), "watchlist_entries", ["expires_at"], unique=False)
    op.create_table(
        "watchlist_removals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_removals")),
    )
    op.create_index(op.f("ix_watchlist_removals_due_at"), "watchlist_removals", ["due_at"], unique=False)
    op.create_table(
        "cameras",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=256), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_cameras_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cameras")),
    )
    op.create_index(op.f("ix_cameras_robot_id"), "cameras", ["robot_id"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("review", sa.String(length=16), server_default="unseen", nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (ended_at IS NOT NULL)", name=op.f("ck_incidents_ended")),
        sa.CheckConstraint("review IN ('unseen', 'acknowledged', 'false_alarm')", name=op.f("ck_incidents_review")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_incidents_state")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_incidents_assignment_id")),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_incidents_camera_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_incidents_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_assignment_id"), "incidents", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_incidents_camera_id"), "incidents", ["camera_id"], unique=False)
    op.create_index("ix_incidents_opened_at", "incidents", ["opened_at"], unique=False)
    op.create_index(op.f("ix_incidents_robot_id"), "incidents", ["robot_id"], unique=False)
    op.create_index("ix_incidents_state_opened_at", "incidents", ["state", "opened_at"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_sightings_assignment_id")),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_sightings_camera_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_sightings_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_assignment_id"), "sightings", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_sightings_camera_id"), "sightings", ["camera_id"], unique=False)
    op.create_index(op.f("ix_sightings_robot_id"), "sightings", ["robot_id"], unique=False)
    op.create_table(
        "watchlist_hits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_watchlist_hits_assignment_id")),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_watchlist_hits_camera_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["watchlist_entries.id"], name=op.f("fk_watchlist_hits_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_watchlist_hits_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist_hits")),
    )
    op.create_index(op.f("ix_watchlist_hits_assignment_id"), "watchlist_hits", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_watchlist_hits_camera_id"), "watchlist_hits", ["camera_id"], unique=False)
    op.create_index(op.f("ix_watchlist_hits_entry_id"), "watchlist_hits", ["entry_id"], unique=False)
    op.create_index(op.f("ix_watchlist_hits_expires_at"), "watchlist_hits", ["expires_at"], unique=False)
    op.create_index(op.f("ix_watchlist_hits_found_at"), "watchlist_hits", ["found_at"], unique=False)
    op.create_index(op.f("ix_watchlist_hits_robot_id"), "watchlist_hits", ["robot_id"], unique=False)
    op.create_table(
        "incident_frames",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("lookup", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_frames_incident_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_frames")),
    )
    op.create_index(op.f("ix_incident_frames_expires_at"), "incident_frames", ["expires_at"], unique=False)
    op.create_index(op.f("ix_incident_frames_incident_id"), "incident_frames", ["incident_id"], unique=False)
    op.create_table(
        "incident_steps",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_steps_incident_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("incident_id", "id", name=op.f("pk_incident_steps")),
    )
    op.create_index(
        "uq_incident_steps_acknowledged",
        "incident_steps",
        ["incident_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'acknowledged'"),
    )
    op.create_index(
        "uq_incident_steps_false_alarm",
        "incident_steps",
        ["incident_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'false_alarm'"),
    )
    op.create_table(
        "face_lookups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("frame_id", sa.Uuid(), nullable=True),
        sa.Column("sighting_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(frame_id, sighting_id) = 1", name=op.f("ck_face_lookups_one")),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["incident_frames.id"], name=op.f("fk_face_lookups_frame_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sightings.id"], name=op.f("fk_face_lookups_sighting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_lookups")),
        sa.UniqueConstraint("frame_id", name=op.f("uq_face_lookups_frame_id")),
        sa.UniqueConstraint("sighting_id", name=op.f("uq_face_lookups_sighting_id")),
    )
    op.create_index(op.f("ix_face_lookups_due_at"), "face_lookups", ["due_at"], unique=False)
    op.create_table(
        "incident_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("frame_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(user_id, entry_id) = 1", name=op.f("ck_incident_people_one")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["watchlist_entries.id"], name=op.f("fk_incident_people_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["incident_frames.id"], name=op.f("fk_incident_people_frame_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_incident_people_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_people")),
    )
    op.create_index(op.f("ix_incident_people_entry_id"), "incident_people", ["entry_id"], unique=False)
    op.create_index(op.f("ix_incident_people_frame_id"), "incident_people", ["frame_id"], unique=False)
    op.create_index(op.f("ix_incident_people_user_id"), "incident_people", ["user_id"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index(op.f("ix_incident_people_user_id"), table_name="incident_people")
    op.drop_index(op.f("ix_incident_people_frame_id"), table_name="incident_people")
    op.drop_index(op.f("ix_incident_people_entry_id"), table_name="incident_people")
    op.drop_table("incident_people")
    op.drop_index(op.f("ix_face_lookups_due_at"), table_name="face_lookups")
    op.drop_table("face_lookups")
    op.drop_index(
        "uq_incident_steps_false_alarm", table_name="incident_steps", postgresql_where=sa.text("kind = 'false_alarm'")
    )
    op.drop_index(
        "uq_incident_steps_acknowledged", table_name="incident_steps", postgresql_where=sa.text("kind = 'acknowledged'")
    )
    op.drop_table("incident_steps")
    op.drop_index(op.f("ix_incident_frames_incident_id"), table_name="incident_frames")
    op.drop_index(op.f("ix_incident_frames_expires_at"), table_name="incident_frames")
    op.drop_table("incident_frames")
    op.drop_index(op.f("ix_watchlist_hits_robot_id"), table_name="watchlist_hits")
    op.drop_index(op.f("ix_watchlist_hits_found_at"), table_name="watchlist_hits")
    op.drop_index(op.f("ix_watchlist_hits_expires_at"), table_name="watchlist_hits")
    op.drop_index(op.f("ix_watchlist_hits_entry_id"), table_name="watchlist_hits")
    op.drop_index(op.f("ix_watchlist_hits_camera_id"), table_name="watchlist_hits")
    op.drop_index(op.f("ix_watchlist_hits_assignment_id"), table_name="watchlist_hits")
    op.drop_table("watchlist_hits")
    op.drop_index(op.f("ix_sightings_robot_id"), table_name="sightings")
    op.drop_index(op.f("ix_sightings_camera_id"), table_name="sightings")
    op.drop_index(op.f("ix_sightings_assignment_id"), table_name="sightings")
    op.drop_table("sightings")
    op.drop_index("ix_incidents_state_opened_at", table_name="incidents")
    op.drop_index(op.f("ix_incidents_robot_id"), table_name="incidents")
    op.drop_index("ix_incidents_opened_at", table_name="incidents")
    op.drop_index(op.f("ix_incidents_camera_id"), table_name="incidents")
    op.drop_index(op.f("ix_incidents_assignment_id"), table_name="incidents")
    op.drop_table("incidents")
    op.drop_index(op.f("ix_cameras_robot_id"), table_name="cameras")
    op.drop_table("cameras")
    op.drop_index(op.f("ix_watchlist_removals_due_at"), table_name="watchlist_removals")
    op.drop_table("watchlist_removals")
    op.drop_index(op.f("ix_watchlist_entries_expires_at"), table_name="watchlist_entries")
    op.drop_index(op.f("ix_watchlist_entries_added_at"), table_name="watchlist_entries")
    op.drop_table("watchlist_entries")
    op.drop_index(
        "ix_monitoring_events_unsent", table_name="monitoring_events", postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_index(
        "ix_monitoring_events_unplaced", table_name="monitoring_events", postgresql_where=sa.text("place IS NULL")
    )
    op.drop_index(op.f("ix_monitoring_events_at"), table_name="monitoring_events")
    op.drop_table("monitoring_events")
