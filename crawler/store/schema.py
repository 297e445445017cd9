"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import JSON

metadata = MetaData()
# SQLite gives only INTEGER keys a row id of their own.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on the Python side, without an offset in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


sources = Table(
    "sources",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("start", JSON, nullable=False),
    # Why nothing of it is fetched: "" (it is crawled), "paused", "needs-contact", "imported", or "removed" from
    # config.toml.
    Column("held", String(16), nullable=False),
    Column("last_success", UtcDateTime),
    Column("last_error", Text),
    Column("last_error_at", UtcDateTime),
    Column("last_error_kind", String(24)),  # see crawler.meanings
    Column("budget", Integer),  # requests a day; null: as many as politeness allows
    Column("connections", Integer, nullable=False),  # to one host at once
    Column("rhythm", JSON),  # rhythm.Rhythm: how often it has something new
    Column("chrome", JSON),  # learning.ChromeCounts: what many of its pages link to
    Column("health", JSON),  # learning.Health: how well its pages read
    Column("hub", Text),  # the WebSub hub that its feed names
    Column("template", JSON),  # learning.TemplateCounts: what the pages of its releases have in common
)

# What happened of each source on each day (UTC).
source_days = Table(
    "source_days",
    metadata,
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("day", Date, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("failed", Integer, nullable=False),  # requests without a usable answer
    Column("bytes", BigInteger, nullable=False),
    Column("milliseconds", BigInteger, nullable=False),  # of waiting for answers
    Column("found", Integer, nullable=False),  # URLs
    Column("new", Integer, nullable=False),  # releases, as the next two
    Column("changed", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    PrimaryKeyConstraint("source", "day"),
)

# One row per network location: the unit of politeness.
hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("next_at", UtcDateTime, nullable=False),
    Column("strain", Float, nullable=False),  # seconds; see pace.Pace
    Column("response_seconds", Float),  # smoothed
    Column("pace_note", Text, nullable=False),  # why it is asked more slowly than planned; "" when it is not
    Column("robots_at", UtcDateTime),
    Column("robots_status", Integer),  # null: it could not be reached
    Column("robots_body", LargeBinary),
    Column("robots_error", Text),
    Column("robots_error_kind", String(24)),  # a fetching.outcome.ErrorKind
)

# Who asks a host right now, and for what. A host has one slot unless a source of it allows more connections.
leases = Table(
    "leases",
    metadata,
    Column("host", String(255), ForeignKey("hosts.host"), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("url", BigInteger, nullable=False, unique=True),
    Column("owner", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("host", "slot"),
)

# What one source has at one host, so that to find the next URL costs the same however many are known.
queues = Table(
    "queues",
    metadata,
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("host", String(255), ForeignKey("hosts.host"), nullable=False),
    Column("due_at", UtcDateTime),  # the earliest visit of all its URLs; null: none is planned
    Column("ready_at", UtcDateTime),  # when its host may next be asked for it; see crawler.store.leases
    Column("known", Integer, nullable=False),  # URLs
    Column("waiting", Integer, nullable=False),  # those of them that wait for their first visit
    PrimaryKeyConstraint("source", "host"),
    Index("queues_ready", "ready_at"),
    Index("queues_host", "host"),
)

urls = Table(
    "urls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", String(255), ForeignKey("hosts.host"), nullable=False),
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("kind", String(16), nullable=False),  # see frontier.Kind
    Column("rank", Integer, nullable=False),  # what goes first of that which is due; see frontier.Rank
    Column("depth", Integer, nullable=False),  # further pages since the start page
    Column("found_on", Text),
    Column("found_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),  # null: no further visit
    Column("state", String(16), nullable=False),  # see frontier.UrlState
    Column("cause", String(24), nullable=False),  # of the state, for counting; see frontier.Cause
    Column("reason", Text, nullable=False),  # of the state, for people
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", UtcDateTime),  # the first of them
    Column("visits", Integer, nullable=False),
    Column("changes", Integer, nullable=False),  # visits that found something new
    Column("changed_at", UtcDateTime),
    Column("fetched_at", UtcDateTime),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("links_digest", String(64)),  # of the links that a listing gave: a page that repeats another ends a chain
    Column("release", Text),
    Index("urls_due", "host", "source", "rank", "next_at"),
    Index("urls_source", "source", "state", "cause"),
    Index("urls_release", "release"),
    Index("urls_links", "links_digest"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False),
    Column("source", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    Column("milliseconds", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("archive_file", Text),
    Column("archive_offset", BigInteger),
    Column("archive_length", BigInteger),
    Column("final_url", Text),  # where redirects led; null: nowhere else
    Column("digest", String(64)),  # of the payload, as the archive's record has it
    Column("directives", String(64), nullable=False),  # "noindex", "nofollow", "noarchive": what the page asked for
    Index("fetches_url", "url", "at"),
    Index("fetches_digest", "digest"),
)

releases = Table(
    "releases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("state", String(16), nullable=False),  # see records.State
    Column("revision", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("fetch", BigInteger, ForeignKey("fetches.id")),  # its newest archived page
    Column("family", Text),  # the first of those with nearly the same text; see store.families
    Index("releases_source", "source"),
    Index("releases_family", "family"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1
    Column("at", UtcDateTime, nullable=False),
    Column("reason", String(16), nullable=False),  # see releases.Reason
    Column("digest", String(64), nullable=False),
    Column("content", JSON, nullable=False),  # a records.Release, dates in RFC 3339
    PrimaryKeyConstraint("release", "number"),
)

# Other addresses and forms of a release: see discovery.VariantKind.
variants = Table(
    "variants",
    metadata,
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("language", String(35)),
    Column("found_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("release", "url"),
    Index("variants_url", "url"),
)

# The bands of each release's MinHash signature: releases that share one may be near-duplicates.
bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, nullable=False),
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    PrimaryKeyConstraint("band", "release"),
    Index("bands_release", "release"),
    sqlite_with_rowid=False,  # its key is all that it has
)

# Pairs of releases with nearly the same text, in both directions.
likenesses = Table(
    "likenesses",
    metadata,
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("other", Text, ForeignKey("releases.id"), nullable=False),
    Column("resemblance", Float, nullable=False),  # Jaccard, 0 to 1
    PrimaryKeyConstraint("release", "other"),
)

# What the visits of each shape of URL came to.
patterns = Table(
    "patterns",
    metadata,
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("pattern", String(255), nullable=False),
    Column("releases", Integer, nullable=False),
    Column("others", Integer, nullable=False),
    Column("dated", Integer, nullable=False),  # of the releases
    PrimaryKeyConstraint("source", "pattern"),
)

# What editors have corrected of that which releases name. A row is never changed but once, when it is undone.
corrections = Table(
    "corrections",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),  # see records.EntityKind
    Column("said", Text, nullable=False),  # the label as it was
    Column("becomes", Text),  # null: it is rejected
    Column("source", String(64), ForeignKey("sources.name")),  # null: in all releases
    Column("release", Text, ForeignKey("releases.id")),  # null: in all releases of the source
    Column("editor", Text, nullable=False),  # "" where nobody said who
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", Text),
    Index("corrections_said", "said"),
)

# `seq` is given out under the lock of the one row of `feed_head`, so that a reader never sees a higher one first.
changes = Table(
    "changes",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("changes_release", "release", "seq"),
)

feed_head = Table(
    "feed_head",
    metadata,
    Column("one", Boolean, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# What administrators have changed of the sources that config.toml has, and those that they have added to them.
source_edits = Table(
    "source_edits",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("settings", JSON),  # the keys of a [[source]]; null: it is one of config.toml's
    Column("paused", Boolean, nullable=False),
    Column("editor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What people have asked for, for the scheduler to take up.
jobs = Table(
    "jobs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),  # see jobs.Kind
    Column("subject", Text, nullable=False),  # a source, or an address
    Column("state", String(16), nullable=False),  # see jobs.State
    Column("made_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("owner", String(64)),  # who works on it, until when without a word
    Column("until", UtcDateTime),
    Column("starts", Integer, nullable=False),  # how often it was taken up
    Column("done", Integer, nullable=False),  # of what is `planned`; null: nobody knows how much that is
    Column("planned", Integer),
    Column("note", Text, nullable=False),  # how far it is, or why it failed
    Column("cancelled_by", Text),  # who has asked for its end
    Column("result", JSON),
    Index("jobs_state", "state"),
)

job_lines = Table(
    "job_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("job", BigInteger, ForeignKey("jobs.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("line", Text, nullable=False),
    Index("job_lines_job", "job"),
)
