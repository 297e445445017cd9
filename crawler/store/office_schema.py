"""The tables of the administration: who may do what, what was done, what the scheduler was asked for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.types import JSON

from crawler.store.columns import BigId, UtcDateTime, metadata

# Who may sign in. A closed account stays, for what it did.
accounts = Table(
    "accounts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # in lower case
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),  # see accounts.Role
    Column("password", Text, nullable=False),  # as crawler.passwords hashes it
    Column("created_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
)

# Tokens are kept as SHA-256 digests: 256 random bits need no slow hash.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", BigInteger, ForeignKey("accounts.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Index("sessions_account", "account"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("note", Text, nullable=False),  # whom it is for
    Column("made_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("account", BigInteger, ForeignKey("accounts.id")),  # who took it; null: it is open
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("prefix", String(16), nullable=False),  # what is shown of it, to tell it from others
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),  # see keys.Scope
    Column("per_minute", Integer),  # requests; null: as many as is configured
    Column("made_by", Text, nullable=False),
    Column("account", BigInteger, ForeignKey("accounts.id")),  # null: made by a command
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

# Each administrative act. Nothing changes or removes a row.
audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(32), nullable=False),  # see audit.Action
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", String(45), nullable=False),  # "" for a command
)

# Attempts to sign in of a short while, by digests of the account and of the address.
attempts = Table(
    "attempts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("attempts_digest", "digest", "at"),
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
