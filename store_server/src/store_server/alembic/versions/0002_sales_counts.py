"""Counts of sales, for recommendations."""

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
        "counted_sales",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_counted_sales_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_counted_sales")),
    )
    op.create_table(
        "item_hour_counts",
        sa.Column("store_item_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_item_hour_counts_hour")),
        sa.ForeignKeyConstraint(
            ["store_item_id"], ["store_items.id"], name=op.f("fk_item_hour_counts_store_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_item_id", "hour", name=op.f("pk_item_hour_counts")),
    )
    op.create_table(
        "item_pair_counts",
        sa.Column("store_item_id", sa.Uuid(), nullable=False),
        sa.Column("other_item_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("store_item_id <> other_item_id", name=op.f("ck_item_pair_counts_two")),
        sa.ForeignKeyConstraint(
            ["other_item_id"], ["store_items.id"], name=op.f("fk_item_pair_counts_other_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_item_id"], ["store_items.id"], name=op.f("fk_item_pair_counts_store_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_item_id", "other_item_id", name=op.f("pk_item_pair_counts")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_table("item_pair_counts")
    op.drop_table("item_hour_counts")
    op.drop_table("counted_sales")
