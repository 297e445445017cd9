"""The tables of people: who may do what, and what they want to be told. As in `schema`, a change needs a migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.types import JSON

from crawler.store.schema import BigId, UtcDateTime, metadata

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

# Searches that somebody is told of: see crawler.store.saved. Tokens in addresses, and the key of a webhook, are made of
# its secret.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account", BigInteger, ForeignKey("accounts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # the parameters of the search, as an address has them
    Column("channel", String(8), nullable=False),  # see saved.Channel
    Column("target", Text, nullable=False),  # an e-mail address, the address of a webhook; "" of a feed
    Column("schedule", String(12), nullable=False),  # see saved.Schedule
    Column("language", String(8), nullable=False),  # of what it is told in
    Column("state", String(12), nullable=False),  # see saved.State
    Column("reason", Text, nullable=False),  # of the state, for people
    Column("secret", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),  # what happened before is no news
    Column("changed_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),  # when what there is to tell is next put together; null: at once
    Index("saved_searches_account", "account"),
    Index("saved_searches_due", "due_at"),
)

# Messages to be sent, and those that were: see crawler.store.outbox.
alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("search", BigInteger, ForeignKey("saved_searches.id"), nullable=False),
    Column("kind", String(8), nullable=False),  # see outbox.Kind
    Column("content", JSON, nullable=False),  # what it tells, as it was when it was put together
    Column("state", String(8), nullable=False),  # see outbox.Progress
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),  # when it may be tried
    Column("sent_at", UtcDateTime),
    Column("error", Text, nullable=False),  # of the latest attempt
    Index("alert_messages_search", "search", "state"),
    Index("alert_messages_state", "state", "next_at"),
)

# What a saved search is told of, each once: its key says so.
alert_items = Table(
    "alert_items",
    metadata,
    Column("search", BigInteger, ForeignKey("saved_searches.id"), nullable=False),
    Column("release", Text, ForeignKey("releases.id"), nullable=False),
    Column("event", String(16), nullable=False),  # a revision, or that it was withdrawn; see outbox.Event
    Column("news", String(9), nullable=False),  # see outbox.News
    Column("seq", BigInteger, nullable=False),  # of the change
    Column("at", UtcDateTime, nullable=False),
    Column("message", BigInteger, ForeignKey("alert_messages.id")),  # null: in none yet
    PrimaryKeyConstraint("search", "release", "event"),
    Index("alert_items_message", "message", "search"),
    Index("alert_items_search", "search", "seq"),
)

# Up to where the change feed has been looked at for saved searches; no row before the first time.
alert_cursor = Table(
    "alert_cursor",
    metadata,
    Column("one", Boolean, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
