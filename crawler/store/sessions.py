"""Who is signed in: tokens with two ends, one for leaving them unused and one for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from crawler.store.accounts import Account, of_row
from crawler.store.schema_accounts import accounts, sessions
from crawler.tokens import digest, new_token

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=14)
_NOTED_EVERY = timedelta(minutes=1)  # that a session is used is written no more often


def begin(connection: Connection, account: int, now: datetime) -> str:
    """Signs an account in; returns the token of its session. What has ended is forgotten by the way."""
    connection.execute(delete(sessions).where(_ended(now)))
    token = new_token()
    row = {"digest": digest(token), "account": account, "created_at": now, "used_at": now}
    connection.execute(insert(sessions), row)
    return token


def whose(connection: Connection, token: str, now: datetime) -> tuple[Account, bool] | None:
    """Who is signed in with a token, and whether `used` should be noted; None for nobody."""
    found = (
        select(accounts, sessions.c.used_at)
        .join(accounts, accounts.c.id == sessions.c.account)
        .where(sessions.c.digest == digest(token), ~_ended(now), accounts.c.closed_at.is_(None))
    )
    row = connection.execute(found).one_or_none()
    return None if row is None else (of_row(row), now - row.used_at >= _NOTED_EVERY)


def used(connection: Connection, token: str, now: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.digest == digest(token)).values(used_at=now))


def end(connection: Connection, token: str) -> None:
    """Signs out."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest(token)))


def end_all(connection: Connection, account: int, *, but: str = "") -> int:
    """Signs an account out everywhere, but where this token is; returns how many sessions that were."""
    gone = delete(sessions).where(sessions.c.account == account, sessions.c.digest != digest(but))
    return connection.execute(gone).rowcount


def count(connection: Connection, account: int, now: datetime) -> int:
    """How many sessions an account has."""
    open_ones = select(sessions.c.digest).where(sessions.c.account == account, ~_ended(now))
    return len(connection.execute(open_ones).all())


def _ended(now: datetime) -> ColumnElement[bool]:
    return or_(sessions.c.used_at <= now - IDLE, sessions.c.created_at <= now - LONGEST)
