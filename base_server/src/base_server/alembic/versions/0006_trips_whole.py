"""Wagons, seat plans, delays, telemetry and checks that were made offline."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _add_delays()
    _create_wagons()
    _create_telemetry()
    _create_check_conflicts()


def _add_delays() -> None:
    op.add_column("trip_stops", sa.Column("delay_minutes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("trip_stops", sa.Column("delay_noted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("trip_stops", sa.Column("delay_noted_by", sa.String(length=60), nullable=True))
    op.create_check_constraint("delay_minutes", "trip_stops", "delay_minutes >= 0")
    op.create_index("ix_trip_stops_departures", "trip_stops", ["station_id", "departure"])
    op.drop_index(op.f("ix_trip_stops_station_id"), "trip_stops")


def _create_wagons() -> None:
    op.create_table(
        "seat_plans",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name_ru", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('seated', 'open', 'compartment', 'sleeping', 'restaurant')", name=op.f("ck_seat_plans_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_plans")),
    )
    op.create_table(
        "trip_wagons",
        sa.Column("trip_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seat_plan_id", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name=op.f("fk_trip_wagons_trip_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seat_plan_id"], ["seat_plans.id"], name=op.f("fk_trip_wagons_seat_plan_id")),
        sa.PrimaryKeyConstraint("trip_id", "number", name=op.f("pk_trip_wagons")),
        sa.UniqueConstraint("trip_id", "position", name=op.f("uq_trip_wagons_trip_id_position")),
    )
    op.create_index(op.f("ix_trip_wagons_seat_plan_id"), "trip_wagons", ["seat_plan_id"])


def _create_telemetry() -> None:
    op.create_table(
        "telemetry",
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("battery_percent", sa.Float(), nullable=True),
        sa.Column("cpu_percent", sa.Float(), nullable=False),
        sa.Column("memory_percent", sa.Float(), nullable=False),
        sa.Column("disk_percent", sa.Float(), nullable=False),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column("camera_ok", sa.Boolean(), nullable=False),
        sa.Column("uptime_s", sa.Integer(), nullable=False),
        sa.Column("software_version", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_telemetry_robot_id")),
        sa.PrimaryKeyConstraint("robot_id", "id", name=op.f("pk_telemetry")),
    )
    op.create_index("ix_telemetry_robot", "telemetry", ["robot_id", "received_at"])
    op.create_index("ix_telemetry_received_at", "telemetry", ["received_at"])
    op.create_table(
        "robot_alarms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worst", sa.Float(), nullable=True),
        sa.CheckConstraint("closed_at >= opened_at", name=op.f("ck_robot_alarms_closed_at")),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_robot_alarms_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot_alarms")),
    )
    op.create_index(
        "uq_robot_alarms_open",
        "robot_alarms",
        ["robot_id", "kind"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_robot_alarms_robot_id", "robot_alarms", ["robot_id"])
    op.create_index("ix_robot_alarms_opened_at", "robot_alarms", ["opened_at"])


def _create_check_conflicts() -> None:
    op.add_column("checks", sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "check_conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("wagon_number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("other", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_check_conflicts_robot_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_check_conflicts_assignment_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_check_conflicts_ticket_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_conflicts")),
        sa.UniqueConstraint(
            "robot_id", "check_id", "content", name=op.f("uq_check_conflicts_robot_id_check_id_content")
        ),
    )
    op.create_index(op.f("ix_check_conflicts_ticket_id"), "check_conflicts", ["ticket_id"])
    op.create_index("ix_check_conflicts_created_at", "check_conflicts", ["created_at"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_table("check_conflicts")
    op.drop_column("checks", "made_at")
    op.drop_table("robot_alarms")
    op.drop_table("telemetry")
    op.drop_table("trip_wagons")
    op.drop_table("seat_plans")
    op.create_index(op.f("ix_trip_stops_station_id"), "trip_stops", ["station_id"])
    op.drop_index("ix_trip_stops_departures", "trip_stops")
    op.drop_constraint(op.f("ck_trip_stops_delay_minutes"), "trip_stops")
    for column in ("delay_noted_by", "delay_noted_at", "delay_minutes"):
        op.drop_column("trip_stops", column)
