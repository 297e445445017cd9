"""The first tables: sources, frontier, fetches, releases, revisions, change feed."""

import sqlalchemy as sa
from alembic import op

from crawler.store.schema import BigId, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("short", sa.Text, nullable=False),
        sa.Column("start", sa.JSON, nullable=False),
        sa.Column("held", sa.String(16), nullable=False),
        sa.Column("last_success", UtcDateTime),
        sa.Column("last_error", sa.Text),
        sa.Column("last_error_at", UtcDateTime),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(255), primary_key=True),
        sa.Column("next_at", UtcDateTime, nullable=False),
        sa.Column("leased_by", sa.String(64)),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("robots_at", UtcDateTime),
        sa.Column("robots_status", sa.Integer),
        sa.Column("robots_body", sa.LargeBinary),
        sa.Column("robots_error", sa.Text),
    )
    op.create_table(
        "urls",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("url", sa.Text, nullable=False, unique=True),
        sa.Column("host", sa.String(255), sa.ForeignKey("hosts.host"), nullable=False),
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("found_on", sa.Text),
        sa.Column("found_at", UtcDateTime, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("fetched_at", UtcDateTime),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("release", sa.Text),
    )
    op.create_index("urls_due", "urls", ["host", "next_at"])
    op.create_index("urls_source", "urls", ["source", "state"])
    op.create_index("urls_release", "urls", ["release"])
    op.create_table(
        "fetches",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("error", sa.Text),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("archive_file", sa.Text),
        sa.Column("archive_offset", sa.BigInteger),
        sa.Column("archive_length", sa.BigInteger),
    )
    op.create_index("fetches_url", "fetches", ["url", "at"])
    op.create_table(
        "releases",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("last_seen", UtcDateTime, nullable=False),
        sa.Column("fetch", sa.BigInteger, sa.ForeignKey("fetches.id")),
    )
    op.create_index("releases_source", "releases", ["source"])
    op.create_table(
        "revisions",
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), primary_key=True, nullable=False),
        sa.Column("number", sa.Integer, primary_key=True, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("seq", BigId, primary_key=True, autoincrement=False),
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    head = op.create_table(
        "feed_head",
        sa.Column("one", sa.Boolean, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(head, [{"one": True, "seq": 0}])
