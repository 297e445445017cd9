"""Queues and leases, daily counts, rhythm and health of sources, variants, near-duplicates, learnt patterns."""

import sqlalchemy as sa
from alembic import op

from crawler.store.schema import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sources()
    _hosts()
    _urls()
    _fetches()
    _releases()


def _sources() -> None:
    op.add_column("sources", sa.Column("budget", sa.Integer))
    op.add_column("sources", sa.Column("connections", sa.Integer, nullable=False, server_default="1"))
    for name in ("rhythm", "chrome", "health"):
        op.add_column("sources", sa.Column(name, sa.JSON))
    op.add_column("sources", sa.Column("hub", sa.Text))
    op.add_column("sources", sa.Column("last_error_kind", sa.String(24)))
    op.create_table(
        "source_days",
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name"), primary_key=True, nullable=False),
        sa.Column("day", sa.Date, primary_key=True, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("milliseconds", sa.BigInteger, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Integer, nullable=False),
    )
    op.create_table(
        "patterns",
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name"), primary_key=True, nullable=False),
        sa.Column("pattern", sa.String(255), primary_key=True, nullable=False),
        sa.Column("releases", sa.Integer, nullable=False),
        sa.Column("others", sa.Integer, nullable=False),
        sa.Column("dated", sa.Integer, nullable=False),
    )


def _hosts() -> None:
    op.add_column("hosts", sa.Column("strain", sa.Float, nullable=False, server_default="0"))
    op.add_column("hosts", sa.Column("response_seconds", sa.Float))
    op.add_column("hosts", sa.Column("pace_note", sa.Text, nullable=False, server_default=""))
    op.add_column("hosts", sa.Column("robots_error_kind", sa.String(24)))
    op.drop_column("hosts", "leased_by")
    op.drop_column("hosts", "leased_until")
    op.create_table(
        "leases",
        sa.Column("host", sa.String(255), sa.ForeignKey("hosts.host"), primary_key=True, nullable=False),
        sa.Column("slot", sa.Integer, primary_key=True, nullable=False, autoincrement=False),
        sa.Column("url", sa.BigInteger, nullable=False, unique=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
    )
    op.create_table(
        "queues",
        sa.Column("source", sa.String(64), sa.ForeignKey("sources.name"), primary_key=True, nullable=False),
        sa.Column("host", sa.String(255), sa.ForeignKey("hosts.host"), primary_key=True, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("ready_at", UtcDateTime),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
    )
    op.create_index("queues_ready", "queues", ["ready_at"])
    op.create_index("queues_host", "queues", ["host"])
    op.execute(
        "insert into queues (source, host, due_at, ready_at, known, waiting) "
        "select source, host, min(next_at), min(next_at), count(*), "
        "sum(case when visits = 0 and next_at is not null then 1 else 0 end) from urls group by source, host"
    )
    op.execute(
        "update queues set ready_at = (select next_at from hosts where hosts.host = queues.host) "
        "where ready_at < (select next_at from hosts where hosts.host = queues.host)"
    )


def _urls() -> None:
    op.drop_index("urls_due", "urls")
    op.drop_index("urls_source", "urls")
    op.add_column("urls", sa.Column("rank", sa.Integer, nullable=False, server_default="2"))
    op.add_column("urls", sa.Column("depth", sa.Integer, nullable=False, server_default="0"))
    op.add_column("urls", sa.Column("cause", sa.String(24), nullable=False, server_default=""))
    op.add_column("urls", sa.Column("failing_since", UtcDateTime))
    op.add_column("urls", sa.Column("changes", sa.Integer, nullable=False, server_default="0"))
    op.add_column("urls", sa.Column("changed_at", UtcDateTime))
    op.add_column("urls", sa.Column("links_digest", sa.String(64)))
    op.execute("update urls set rank = case kind when 'seed' then 0 when 'listing' then 3 else 2 end")
    op.execute("update urls set cause = 'other' where state = 'dropped'")
    op.create_index("urls_due", "urls", ["host", "source", "rank", "next_at"])
    op.create_index("urls_source", "urls", ["source", "state", "cause"])
    op.create_index("urls_links", "urls", ["links_digest"])


def _fetches() -> None:
    op.add_column("fetches", sa.Column("final_url", sa.Text))
    op.add_column("fetches", sa.Column("digest", sa.String(64)))
    op.add_column("fetches", sa.Column("directives", sa.String(64), nullable=False, server_default=""))
    op.create_index("fetches_digest", "fetches", ["digest"])


def _releases() -> None:
    op.create_table(
        "variants",
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), primary_key=True, nullable=False),
        sa.Column("url", sa.Text, primary_key=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(35)),
        sa.Column("found_at", UtcDateTime, nullable=False),
    )
    op.create_index("variants_url", "variants", ["url"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, primary_key=True, nullable=False, autoincrement=False),
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), primary_key=True, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("bands_release", "bands", ["release"])
    op.create_table(
        "likenesses",
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), primary_key=True, nullable=False),
        sa.Column("other", sa.Text, sa.ForeignKey("releases.id"), primary_key=True, nullable=False),
        sa.Column("resemblance", sa.Float, nullable=False),
    )
