"""Passengers of the realm, and what they buy themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that waits for a lock makes everybody else wait behind it.
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "keycloak_users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_keycloak_users_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keycloak_users")),
    )
    op.create_index(op.f("ix_keycloak_users_user_id"), "keycloak_users", ["user_id"], unique=False)
    op.add_column("tickets", sa.Column("purchase_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("purchase_content", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_tickets_purchase"), "tickets", "(purchase_id IS NULL) = (purchase_content IS NULL)"
    )
    op.create_index(
        "uq_tickets_purchase",
        "tickets",
        ["user_id", "purchase_id"],
        unique=True,
        postgresql_where=sa.text("purchase_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_face_erasures_user_id"), "face_erasures", ["user_id"], unique=False)
    op.create_index(
        "ix_audit_targets",
        "audit",
        ["targets"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"targets": "jsonb_path_ops"},
    )
    op.create_index(
        "ix_audit_actor_id", "audit", ["actor_id"], unique=False, postgresql_where=sa.text("actor_id IS NOT NULL")
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index("ix_audit_actor_id", table_name="audit", postgresql_where=sa.text("actor_id IS NOT NULL"))
    op.drop_index("ix_audit_targets", table_name="audit", postgresql_using="gin")
    op.drop_index(op.f("ix_face_erasures_user_id"), table_name="face_erasures")
    op.drop_index("uq_tickets_purchase", table_name="tickets", postgresql_where=sa.text("purchase_id IS NOT NULL"))
    op.drop_constraint(op.f("ck_tickets_purchase"), "tickets", type_="check")
    op.drop_column("tickets", "purchase_content")
    op.drop_column("tickets", "purchase_id")
    op.drop_index(op.f("ix_keycloak_users_user_id"), table_name="keycloak_users")
    op.drop_table("keycloak_users")
