"""What lists that grow are read by, in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_index("ix_users_list", "users", ["created_at", "id"])
    op.create_index("ix_robots_list", "robots", ["created_at", "id"], postgresql_where=sa.text("revoked_at IS NULL"))
    op.create_index("ix_tickets_list", "tickets", ["created_at", "id"])
    op.create_index("ix_checks_list", "checks", [sa.text("created_at DESC"), "id"])
    op.create_index("ix_checks_robot", "checks", ["robot_id", sa.text("created_at DESC"), "id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index("ix_checks_robot", table_name="checks")
    op.drop_index("ix_checks_list", table_name="checks")
    op.drop_index("ix_tickets_list", table_name="tickets")
    op.drop_index("ix_robots_list", table_name="robots")
    op.drop_index("ix_users_list", table_name="users")
