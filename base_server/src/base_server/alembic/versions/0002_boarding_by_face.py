"""Boarding by face: consents, who has a face, the outbox of face changes, and checks that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that waits for a lock makes everybody else wait behind it.
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=256), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_user_id"), "consents", ["user_id"], unique=False)
    op.create_table(
        "user_faces",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("photographs", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_faces_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_faces")),
    )
    op.create_table(
        "face_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('enrol', 'take_back', 'erase')", name=op.f("ck_face_changes_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_changes")),
    )
    op.create_index(op.f("ix_face_changes_due_at"), "face_changes", ["due_at"], unique=False)
    op.create_index(op.f("ix_face_changes_user_id"), "face_changes", ["user_id"], unique=False)
    op.create_index(
        "uq_face_changes_erase", "face_changes", ["user_id"], unique=True, postgresql_where=sa.text("kind = 'erase'")
    )
    op.create_table(
        "face_erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("photographs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_erasures")),
    )
    op.create_index("ix_tickets_trip", "tickets", ["train_number", "start_date"], unique=False)
    op.add_column("checks", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("checks", sa.Column("undone_reason", sa.String(length=256), nullable=True))
    op.add_column("checks", sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_check_constraint(op.f("ck_checks_undone"), "checks", "(undone_at IS NULL) = (undone_reason IS NULL)")
    op.create_check_constraint(
        op.f("ck_checks_given_back"), "checks", "NOT redeems OR (undone_at IS NULL AND NOT withdrawn)"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_constraint(op.f("ck_checks_given_back"), "checks", type_="check")
    op.drop_constraint(op.f("ck_checks_undone"), "checks", type_="check")
    op.drop_column("checks", "withdrawn")
    op.drop_column("checks", "undone_reason")
    op.drop_column("checks", "undone_at")
    op.drop_index("ix_tickets_trip", table_name="tickets")
    op.drop_table("face_erasures")
    op.drop_index("uq_face_changes_erase", table_name="face_changes", postgresql_where=sa.text("kind = 'erase'"))
    op.drop_index(op.f("ix_face_changes_user_id"), table_name="face_changes")
    op.drop_index(op.f("ix_face_changes_due_at"), table_name="face_changes")
    op.drop_table("face_changes")
    op.drop_table("user_faces")
    op.drop_index(op.f("ix_consents_user_id"), table_name="consents")
    op.drop_table("consents")
