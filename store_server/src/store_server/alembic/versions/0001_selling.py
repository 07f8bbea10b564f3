"""Selling: stores, their items and stock, purchases, tasks, and what others are told of them."""

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
        "stores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("logo_url", sa.String(length=255), nullable=False),
        sa.Column("store_type", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("store_type IN ('SHOP', 'RESTAURANT')", name=op.f("ck_stores_store_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
    )
    op.create_index(
        "ix_stores_listed", "stores", ["created_at", "id"], unique=False, postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.create_table(
        "purchases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("asker_kind", sa.String(length=16), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("asker_name", sa.String(length=256), nullable=True),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("total_penny", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_reason", sa.String(length=256), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payment_method", sa.String(length=16), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("train_number", sa.Integer(), nullable=True),
        sa.Column("start_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(paid_at IS NOT NULL) = (status IN ('paid', 'refunded'))", name=op.f("ck_purchases_paid")),
        sa.CheckConstraint("asker_kind IN ('staff', 'terminal', 'robot')", name=op.f("ck_purchases_asker_kind")),
        sa.CheckConstraint("status IN ('placed', 'paid', 'canceled', 'refunded')", name=op.f("ck_purchases_status")),
        sa.CheckConstraint("total_penny >= 0", name=op.f("ck_purchases_total_penny")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_purchases_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("asker_id", "purchase_id", name=op.f("uq_purchases_asker_id_purchase_id")),
        sa.UniqueConstraint("store_id", "day", "number", name=op.f("uq_purchases_store_id_day_number")),
    )
    op.create_index("ix_purchases_store", "purchases", ["store_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_purchases_train",
        "purchases",
        ["train_number", "created_at"],
        unique=False,
        postgresql_where=sa.text("train_number IS NOT NULL"),
    )
    op.create_index(
        "ix_purchases_user",
        "purchases",
        ["user_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "store_days",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_days_store_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("store_id", "day", name=op.f("pk_store_days")),
    )
    op.create_table(
        "store_boards",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("last_place", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_boards_store_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_store_boards")),
    )
    op.create_table(
        "store_events",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_events_store_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("store_id", "place", name=op.f("pk_store_events")),
    )
    op.create_index(op.f("ix_store_events_created_at"), "store_events", ["created_at"], unique=False)
    op.create_table(
        "store_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("logo_url", sa.String(length=255), nullable=True),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("price_penny", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_store_items_balance")),
        sa.CheckConstraint("price_penny BETWEEN 0 AND 100000000", name=op.f("ck_store_items_price_penny")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_items_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_items")),
    )
    op.create_index(
        "ix_store_items_catalogue",
        "store_items",
        ["store_id", "category", "name", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "z_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=256), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_z_reports_number")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_z_reports_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_z_reports")),
        sa.UniqueConstraint("store_id", "day", name=op.f("uq_z_reports_store_id_day")),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_z_reports_store_id_number")),
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.String(length=256), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("disabled_reason", sa.String(length=256), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_webhook_endpoints_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(op.f("ix_webhook_endpoints_store_id"), "webhook_endpoints", ["store_id"], unique=False)
    op.create_table(
        "accounting_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_accounting_events_purchase_id")),
        sa.ForeignKeyConstraint(["report_id"], ["z_reports.id"], name=op.f("fk_accounting_events_report_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_accounting_events_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_events")),
        sa.UniqueConstraint("seq", name=op.f("uq_accounting_events_seq")),
    )
    op.create_index(op.f("ix_accounting_events_purchase_id"), "accounting_events", ["purchase_id"], unique=False)
    op.create_index("ix_accounting_events_store", "accounting_events", ["store_id", "created_at"], unique=False)
    op.create_index(
        "ix_accounting_events_undispatched",
        "accounting_events",
        ["seq"],
        unique=False,
        postgresql_where=sa.text("dispatched_at IS NULL"),
    )
    op.create_index(
        "ix_accounting_events_unreported",
        "accounting_events",
        ["store_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("report_id IS NULL"),
    )
    op.create_index(
        "ix_accounting_events_report",
        "accounting_events",
        ["report_id"],
        unique=False,
        postgresql_where=sa.text("report_id IS NOT NULL"),
    )
    op.create_table(
        "purchase_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("store_item_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("price_penny", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 1000", name=op.f("ck_purchase_items_count")),
        sa.CheckConstraint("price_penny >= 0", name=op.f("ck_purchase_items_price_penny")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_items_purchase_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["store_item_id"], ["store_items.id"], name=op.f("fk_purchase_items_store_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_items")),
        sa.UniqueConstraint("purchase_id", "store_item_id", name=op.f("uq_purchase_items_purchase_id_store_item_id")),
    )
    op.create_index("ix_purchase_items_item", "purchase_items", ["store_item_id", "purchase_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_item_id", sa.Uuid(), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=256), nullable=True),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("who_kind", sa.String(length=16), nullable=False),
        sa.Column("who_id", sa.Uuid(), nullable=True),
        sa.Column("who_name", sa.String(length=256), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(purchase_id IS NOT NULL) = (reason IN ('purchase', 'cancellation', 'refund'))",
            name=op.f("ck_stock_movements_purchase"),
        ),
        sa.CheckConstraint(
            "reason IN ('initial', 'delivery', 'correction', 'write_off', 'purchase', 'cancellation', 'refund')",
            name=op.f("ck_stock_movements_reason"),
        ),
        sa.CheckConstraint(
            "who_kind IN ('staff', 'terminal', 'robot', 'service')", name=op.f("ck_stock_movements_who_kind")
        ),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_stock_movements_delta")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_stock_movements_purchase_id")),
        sa.ForeignKeyConstraint(["report_id"], ["z_reports.id"], name=op.f("fk_stock_movements_report_id")),
        sa.ForeignKeyConstraint(["store_item_id"], ["store_items.id"], name=op.f("fk_stock_movements_store_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
        sa.UniqueConstraint(
            "purchase_id", "store_item_id", "reason", name=op.f("uq_stock_movements_purchase_id_store_item_id_reason")
        ),
        sa.UniqueConstraint("store_item_id", "movement_id", name=op.f("uq_stock_movements_store_item_id_movement_id")),
    )
    op.create_index("ix_stock_movements_item", "stock_movements", ["store_item_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_stock_movements_unreported",
        "stock_movements",
        ["store_item_id"],
        unique=False,
        postgresql_where=sa.text("report_id IS NULL"),
    )
    op.create_index(
        "ix_stock_movements_report",
        "stock_movements",
        ["report_id"],
        unique=False,
        postgresql_where=sa.text("report_id IS NOT NULL"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column(
            "is_ready", sa.Boolean(), sa.Computed("state IN ('ready', 'handed_over')", persisted=True), nullable=False
        ),
        sa.Column("additional_data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preparing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('new', 'accepted', 'preparing', 'ready', 'handed_over', 'canceled')", name=op.f("ck_tasks_state")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_tasks_purchase_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_tasks_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_tasks_purchase_id")),
    )
    op.create_index("ix_tasks_board", "tasks", ["store_id", "state", "created_at", "id"], unique=False)
    op.create_table(
        "task_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=True),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("who_kind", sa.String(length=16), nullable=False),
        sa.Column("who_id", sa.Uuid(), nullable=True),
        sa.Column("who_name", sa.String(length=256), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "who_kind IN ('staff', 'terminal', 'robot', 'service')", name=op.f("ck_task_steps_who_kind")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_steps_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_steps")),
    )
    op.create_index("ix_task_steps_task", "task_steps", ["task_id", "id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=256), nullable=True),
        sa.CheckConstraint("delivered_at IS NULL OR dead_at IS NULL", name=op.f("ck_webhook_deliveries_ended")),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_deliveries_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["accounting_events.id"], name=op.f("fk_webhook_deliveries_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("event_id", "endpoint_id", name=op.f("uq_webhook_deliveries_event_id_endpoint_id")),
    )
    op.create_index(
        "ix_webhook_deliveries_dead",
        "webhook_deliveries",
        ["dead_at"],
        unique=False,
        postgresql_where=sa.text("dead_at IS NOT NULL"),
    )
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        ["endpoint_id", "due_at", "seq"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "ix_webhook_deliveries_subject",
        "webhook_deliveries",
        ["endpoint_id", "subject_id", "seq"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(op.f("ix_webhook_deliveries_endpoint_id"), "webhook_deliveries", ["endpoint_id"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index(op.f("ix_webhook_deliveries_endpoint_id"), table_name="webhook_deliveries")
    op.drop_index(
        "ix_webhook_deliveries_due",
        table_name="webhook_deliveries",
        postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
    )
    op.drop_index(
        "ix_webhook_deliveries_dead", table_name="webhook_deliveries", postgresql_where=sa.text("dead_at IS NOT NULL")
    )
    op.drop_table("webhook_deliveries")
    op.drop_index("ix_task_steps_task", table_name="task_steps")
    op.drop_table("task_steps")
    op.drop_index("ix_tasks_board", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index("ix_stock_movements_item", table_name="stock_movements")
    op.drop_table("stock_movements")
    op.drop_index("ix_purchase_items_item", table_name="purchase_items")
    op.drop_table("purchase_items")
    op.drop_index(
        "ix_accounting_events_undispatched",
        table_name="accounting_events",
        postgresql_where=sa.text("dispatched_at IS NULL"),
    )
    op.drop_index("ix_accounting_events_store", table_name="accounting_events")
    op.drop_index(op.f("ix_accounting_events_purchase_id"), table_name="accounting_events")
    op.drop_table("accounting_events")
    op.drop_index(op.f("ix_webhook_endpoints_store_id"), table_name="webhook_endpoints")
    op.drop_table("webhook_endpoints")
    op.drop_table("z_reports")
    op.drop_index("ix_store_items_catalogue", table_name="store_items", postgresql_where=sa.text("deleted_at IS NULL"))
    op.drop_table("store_items")
    op.drop_index(op.f("ix_store_events_created_at"), table_name="store_events")
    op.drop_table("store_events")
    op.drop_table("store_boards")
    op.drop_table("store_days")
    op.drop_index("ix_purchases_user", table_name="purchases", postgresql_where=sa.text("user_id IS NOT NULL"))
    op.drop_index("ix_purchases_train", table_name="purchases", postgresql_where=sa.text("train_number IS NOT NULL"))
    op.drop_index("ix_purchases_store", table_name="purchases")
    op.drop_table("purchases")
    op.drop_index("ix_stores_listed", table_name="stores", postgresql_where=sa.text("deleted_at IS NULL"))
    op.drop_table("stores")
