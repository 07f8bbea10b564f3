"""Boarding by code: people, robots, the timetable, tickets and their checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that waits for a lock makes everybody else wait behind it.
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "engineers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("privileges", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engineers")),
        sa.UniqueConstraint("login", name=op.f("uq_engineers_login")),
    )
    op.create_table(
        "robots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_model_id", sa.String(length=60), nullable=False),
        sa.Column("robot_model_name", sa.String(length=60), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("key_algorithm", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robots")),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name_ru", sa.String(length=256), nullable=False),
        sa.Column("name_en", sa.String(length=256), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_table(
        "trips",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("train_number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("start_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trips")),
        sa.UniqueConstraint("train_number", "start_date", name=op.f("uq_trips_train_number_start_date")),
        sa.UniqueConstraint("train_number", "start_day", name=op.f("uq_trips_train_number_start_day")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("username", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=256), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("train_number", sa.Integer(), nullable=False),
        sa.Column("wagon_number", sa.Integer(), nullable=False),
        sa.Column("start_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("station_id", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_assignments_robot_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_assignments_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_robot_id"), "assignments", ["robot_id"], unique=False)
    op.create_index(op.f("ix_assignments_station_id"), "assignments", ["station_id"], unique=False)
    op.create_index("ix_assignments_trip", "assignments", ["train_number", "start_date"], unique=False)
    op.create_index(
        "uq_assignments_current", "assignments", ["robot_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("train_number", sa.Integer(), nullable=False),
        sa.Column("wagon_number", sa.Integer(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("station_id", sa.String(length=60), nullable=False),
        sa.Column("destination_id", sa.String(length=60), nullable=False),
        sa.Column("start_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="valid", nullable=False),
        sa.Column("used", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_robot_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('valid', 'canceled')", name=op.f("ck_tickets_status")),
        sa.CheckConstraint(
            "used = (used_at IS NOT NULL) AND used = (used_by_robot_id IS NOT NULL)", name=op.f("ck_tickets_used")
        ),
        sa.ForeignKeyConstraint(["used_by_robot_id"], ["robots.id"], name=op.f("fk_tickets_used_by_robot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tickets_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("code", name=op.f("uq_tickets_code")),
    )
    op.create_index(op.f("ix_tickets_user_id"), "tickets", ["user_id"], unique=False)
    op.create_index(
        "uq_tickets_seat",
        "tickets",
        ["train_number", "start_date", "wagon_number", "place_number"],
        unique=True,
        postgresql_where=sa.text("status <> 'canceled'"),
    )
    op.create_table(
        "trip_stops",
        sa.Column("trip_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.String(length=60), nullable=False),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departure", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_trip_stops_station_id")),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name=op.f("fk_trip_stops_trip_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("trip_id", "position", name=op.f("pk_trip_stops")),
    )
    op.create_index(op.f("ix_trip_stops_station_id"), "trip_stops", ["station_id"], unique=False)
    op.create_table(
        "checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("wagon_number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("evidence", sa.String(length=16), nullable=False),
        sa.Column("redeems", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(verdict = 'accepted') = (reason IS NULL)", name=op.f("ck_checks_reason")),
        sa.CheckConstraint("NOT redeems OR verdict = 'accepted'", name=op.f("ck_checks_redeems")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_checks_assignment_id")),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_checks_robot_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_checks_ticket_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sa.UniqueConstraint("robot_id", "check_id", name=op.f("uq_checks_robot_id_check_id")),
    )
    op.create_index(op.f("ix_checks_ticket_id"), "checks", ["ticket_id"], unique=False)
    op.create_index("uq_checks_redeems", "checks", ["ticket_id"], unique=True, postgresql_where=sa.text("redeems"))
    op.create_table(
        "help_calls",
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_help_calls_assignment_id")),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_help_calls_robot_id")),
        sa.PrimaryKeyConstraint("robot_id", "id", name=op.f("pk_help_calls")),
    )
    op.create_index("ix_help_calls_created_at", "help_calls", ["created_at"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index("ix_help_calls_created_at", table_name="help_calls")
    op.drop_table("help_calls")
    op.drop_index("uq_checks_redeems", table_name="checks", postgresql_where=sa.text("redeems"))
    op.drop_index(op.f("ix_checks_ticket_id"), table_name="checks")
    op.drop_table("checks")
    op.drop_index(op.f("ix_trip_stops_station_id"), table_name="trip_stops")
    op.drop_table("trip_stops")
    op.drop_index("uq_tickets_seat", table_name="tickets", postgresql_where=sa.text("status <> 'canceled'"))
    op.drop_index(op.f("ix_tickets_user_id"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_index("uq_assignments_current", table_name="assignments", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index("ix_assignments_trip", table_name="assignments")
    op.drop_index(op.f("ix_assignments_station_id"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_robot_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_table("users")
    op.drop_table("trips")
    op.drop_table("stations")
    op.drop_table("robots")
    op.drop_table("engineers")
