"""Attempts to sign in, counted in the store, so that all workers count together.

An attempt is counted before its password is looked at: a hundred at once are a hundred, not the first of each worker.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from crawler.store.accounts import folded
from crawler.store.schema_accounts import attempts
from crawler.tokens import digest

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 10, 30


def count(connection: Connection, email: str, address: str, now: datetime) -> timedelta | None:
    """Counts an attempt; returns how long to wait where there were too many, None where it may be made.

    Nothing legible is kept: people type passwords where their address belongs.
    """
    connection.execute(delete(attempts).where(attempts.c.at <= now - WINDOW))
    waits: list[timedelta] = []
    for key, most in ((_account(email), PER_ACCOUNT), (_address(address), PER_ADDRESS)):
        mine = attempts.c.digest == key
        many, first = connection.execute(select(func.count(), func.min(attempts.c.at)).where(mine)).one()
        if many >= most:
            waits.append(first + WINDOW - now)
    if waits:
        return max(waits)
    connection.execute(insert(attempts), [{"digest": key, "at": now} for key in (_account(email), _address(address))])
    return None


def forget(connection: Connection, email: str) -> None:
    """The account has signed in: what was tried before no longer counts against it."""
    connection.execute(delete(attempts).where(attempts.c.digest == _account(email)))


def _account(email: str) -> str:
    return digest(f"account {folded(email)}")


def _address(address: str) -> str:
    return digest(f"address {address}")
