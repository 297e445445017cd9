"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
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
MOST_PARAMETERS = 500  # in one IN (...)
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
)

# One row per network location: the unit of politeness. Whoever holds the lease alone may ask this host.
hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("next_at", UtcDateTime, nullable=False),
    Column("leased_by", String(64)),
    Column("leased_until", UtcDateTime),
    Column("robots_at", UtcDateTime),
    Column("robots_status", Integer),  # null: it could not be reached
    Column("robots_body", LargeBinary),
    Column("robots_error", Text),
)

urls = Table(
    "urls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", String(255), ForeignKey("hosts.host"), nullable=False),
    Column("source", String(64), ForeignKey("sources.name"), nullable=False),
    Column("kind", String(16), nullable=False),  # see frontier.Kind
    Column("found_on", Text),
    Column("found_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),  # null: no further visit
    Column("state", String(16), nullable=False),  # see frontier.UrlState
    Column("reason", Text, nullable=False),  # of the state, for people
    Column("failures", Integer, nullable=False),  # in a row
    Column("visits", Integer, nullable=False),
    Column("fetched_at", UtcDateTime),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("release", Text),
    Index("urls_due", "host", "next_at"),
    Index("urls_source", "source", "state"),
    Index("urls_release", "release"),
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
    Index("fetches_url", "url", "at"),
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
    Index("releases_source", "source"),
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

# `seq` is given out under the lock of the one row of `feed_head`, so that a reader never sees a higher one first.
changes = Table(
    "changes",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

feed_head = Table(
    "feed_head",
    metadata,
    Column("one", Boolean, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
