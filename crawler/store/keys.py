"""Keys of the API: made, shown once, found again by what a program sends, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from crawler.store.schema_accounts import api_keys
from crawler.tokens import digest, new_token

PREFIX = "pr_"  # so that a key in the wrong place is recognised as one
SHOWN = 9  # characters of a key that tell it from others
LONGEST_NAME = 100
_NOTED_EVERY = timedelta(minutes=1)  # that a key is used is written no more often


class Scope(StrEnum):
    """What a key opens of what is not open to all."""

    READ = "read"  # searches, releases and feeds
    EXPORT = "export"  # whole result sets
    METRICS = "metrics"  # how the installation does


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `per_minute`: requests, None for as many as is configured. `account`: whose it is."""

    id: int
    prefix: str
    name: str
    scopes: frozenset[Scope]
    per_minute: int | None
    made_by: str
    account: int | None
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make(
    connection: Connection,
    name: str,
    scopes: Sequence[Scope],
    made_by: str,
    now: datetime,
    *,
    per_minute: int | None = None,
    account: int | None = None,
) -> tuple[Key, str]:
    """A new key and its secret, which is not kept."""
    secret = PREFIX + new_token()
    row = {
        "digest": digest(secret),
        "prefix": secret[:SHOWN],
        "name": " ".join(name.split())[:LONGEST_NAME],
        "scopes": sorted(set(scopes)),
        "per_minute": per_minute,
        "made_by": made_by,
        "account": account,
        "created_at": now,
    }
    key = connection.execute(insert(api_keys), row).inserted_primary_key
    assert key is not None
    made = connection.execute(select(api_keys).where(api_keys.c.id == key[0])).one()
    return _key(made), secret


def find(connection: Connection, secret: str) -> Key | None:
    """The key with this secret, unless it is revoked."""
    if not secret.startswith(PREFIX):
        return None
    found = select(api_keys).where(api_keys.c.digest == digest(secret), api_keys.c.revoked_at.is_(None))
    row = connection.execute(found).one_or_none()
    return None if row is None else _key(row)


def is_to_be_noted(key: Key, now: datetime) -> bool:
    """Whether it is time to write down again that a key is used."""
    return key.used_at is None or now - key.used_at >= _NOTED_EVERY


def used(connection: Connection, identity: int, now: datetime) -> None:
    connection.execute(update(api_keys).where(api_keys.c.id == identity).values(used_at=now))


def listed(connection: Connection) -> Sequence[Key]:
    """All keys, the newest first; those that were revoked too."""
    return [_key(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.id.desc()))]


def revoke(connection: Connection, identity: int, now: datetime) -> Key | None:
    """Ends a key; None where there is none, or it has ended already."""
    mine = update(api_keys).where(api_keys.c.id == identity, api_keys.c.revoked_at.is_(None))
    if not connection.execute(mine.values(revoked_at=now)).rowcount:
        return None
    return _key(connection.execute(select(api_keys).where(api_keys.c.id == identity)).one())


def _key(row: Any) -> Key:
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    said = (row.prefix, row.name, scopes, row.per_minute, row.made_by, row.account)
    return Key(row.id, *said, row.created_at, row.used_at, row.revoked_at)
