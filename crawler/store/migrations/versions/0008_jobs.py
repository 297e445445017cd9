"""Sources that were added or paused without config.toml, and the jobs that the scheduler takes up."""

import sqlalchemy as sa
from alembic import op

from crawler.store.schema import BigId, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_edits",
        sa.Column("name", sa.String(64), primary_key=True, nullable=False),
        sa.Column("settings", sa.JSON),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("editor", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", BigId, primary_key=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("started_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("owner", sa.String(64)),
        sa.Column("until", UtcDateTime),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("planned", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("cancelled_by", sa.Text),
        sa.Column("result", sa.JSON),
    )
    op.create_index("jobs_state", "jobs", ["state"])
    op.create_table(
        "job_lines",
        sa.Column("id", BigId, primary_key=True, nullable=False),
        sa.Column("job", sa.BigInteger, sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
    )
    op.create_index("job_lines_job", "job_lines", ["job"])
