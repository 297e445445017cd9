"""Saved searches, what they are to be told, and the messages that tell it."""

import sqlalchemy as sa
from alembic import op

from crawler.store.schema import BigId, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", BigId, primary_key=True, nullable=False),
        sa.Column("account", sa.BigInteger, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("schedule", sa.String(12), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime),
    )
    op.create_index("saved_searches_account", "saved_searches", ["account"])
    op.create_index("saved_searches_due", "saved_searches", ["due_at"])
    op.create_table(
        "alert_messages",
        sa.Column("id", BigId, primary_key=True, nullable=False),
        sa.Column("search", sa.BigInteger, sa.ForeignKey("saved_searches.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("error", sa.Text, nullable=False),
    )
    op.create_index("alert_messages_search", "alert_messages", ["search", "state"])
    op.create_index("alert_messages_state", "alert_messages", ["state", "next_at"])
    op.create_table(
        "alert_items",
        sa.Column("search", sa.BigInteger, sa.ForeignKey("saved_searches.id"), nullable=False),
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("news", sa.String(9), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("message", sa.BigInteger, sa.ForeignKey("alert_messages.id")),
        sa.PrimaryKeyConstraint("search", "release", "event"),
    )
    op.create_index("alert_items_message", "alert_items", ["message", "search"])
    op.create_index("alert_items_search", "alert_items", ["search", "seq"])
    op.create_table(
        "alert_cursor",
        sa.Column("one", sa.Boolean, primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
