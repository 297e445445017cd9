"""What editors have corrected of that which releases name."""

import sqlalchemy as sa
from alembic import op

from crawler.store.schema import BigId, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", BigId, primary_key=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("becomes", sa.Text),
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name")),
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id")),
        sa.Column("editor", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("undone_at", UtcDateTime),
        sa.Column("undone_by", sa.Text),
    )
    op.create_index("corrections_said", "corrections", ["said"])
