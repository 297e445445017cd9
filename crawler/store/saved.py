"""Saved searches: whose they are, what they look for, and how somebody is told of what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from crawler.store.schema_accounts import accounts, alert_items, alert_messages, saved_searches
from crawler.tokens import new_token

MOST = 200  # of an account
LONGEST_NAME = 100


class Channel(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    FEED = "feed"


class Schedule(StrEnum):
    """How often."""

    IMMEDIATELY = "immediately"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class State(StrEnum):
    """Whether a search is looked for: one that is not `active` misses what happens meanwhile."""

    ACTIVE = "active"
    UNCONFIRMED = "unconfirmed"  # nobody at its address has said yet that it is wanted
    PAUSED = "paused"
    STOPPED = "stopped"  # it could not be told


class SavedSearchError(ValueError):
    """A search can't be saved so; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What its owner says of a saved search. `query` is the search as an address has it: "q=grain&place=Hull"."""

    name: str
    query: str
    channel: Channel
    target: str
    schedule: Schedule
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search."""

    id: int
    account: int
    wishes: Wishes
    state: State
    reason: str
    secret: str
    created_at: datetime
    due_at: datetime | None


def add(
    connection: Connection, account: int, wishes: Wishes, now: datetime, *, state: State, due_at: datetime | None
) -> Saved:
    """Raises SavedSearchError where an account has too many."""
    mine = select(func.count()).select_from(saved_searches).where(saved_searches.c.account == account)
    if connection.execute(mine).scalar_one() >= MOST:
        raise SavedSearchError(f"An account has at most {MOST} saved searches: delete one that is no longer needed.")
    row = {
        **_columns(wishes),
        "account": account,
        "state": state.value,
        "reason": "",
        "secret": new_token(),
        "created_at": now,
        "changed_at": now,
        "due_at": due_at,
    }
    key = connection.execute(insert(saved_searches), row).inserted_primary_key
    assert key is not None
    found = get(connection, int(key[0]))
    assert found is not None
    return found


def get(connection: Connection, identity: int) -> Saved | None:
    return next(iter(_found(connection, _ALL.where(saved_searches.c.id == identity))), None)


def of_account(connection: Connection, account: int) -> list[Saved]:
    """Those of an account, in the order in which they were saved."""
    return _found(connection, _ALL.where(saved_searches.c.account == account).order_by(saved_searches.c.id))


def active(connection: Connection) -> list[Saved]:
    """All that are looked for: those of closed accounts are not."""
    open_ones = select(accounts.c.id).where(accounts.c.closed_at.is_(None))
    wanted = _ALL.where(saved_searches.c.state == State.ACTIVE.value, saved_searches.c.account.in_(open_ones))
    return _found(connection, wanted.order_by(saved_searches.c.id))


def stamp(connection: Connection) -> tuple[Any, ...]:
    """Another value whenever `active` may give something else."""
    searches = select(func.count(), func.max(saved_searches.c.changed_at), func.max(saved_searches.c.id))
    closed = select(func.count()).select_from(accounts).where(accounts.c.closed_at.is_not(None))
    return (*connection.execute(searches).one(), connection.execute(closed).scalar_one())


def due(connection: Connection, now: datetime) -> list[Saved]:
    """The active ones whose time to tell has come, but for those that are told at once."""
    wanted = _ALL.where(saved_searches.c.state == State.ACTIVE.value, saved_searches.c.due_at <= now)
    return _found(connection, wanted.order_by(saved_searches.c.id))


def set_due(connection: Connection, identity: int, due_at: datetime | None) -> None:
    """Sets when it is next told."""
    connection.execute(update(saved_searches).where(saved_searches.c.id == identity).values(due_at=due_at))


def change(
    connection: Connection, identity: int, wishes: Wishes, now: datetime, *, state: State, due_at: datetime | None
) -> None:
    """Other wishes, from now on."""
    values = {**_columns(wishes), "state": state.value, "reason": "", "changed_at": now, "due_at": due_at}
    connection.execute(update(saved_searches).where(saved_searches.c.id == identity).values(values))


def set_state(connection: Connection, identity: int, state: State, now: datetime, reason: str = "") -> None:
    values = {"state": state.value, "reason": reason, "changed_at": now}
    connection.execute(update(saved_searches).where(saved_searches.c.id == identity).values(values))


def renew_secret(connection: Connection, identity: int, now: datetime) -> None:
    """All addresses that were made of the secret lead nowhere from here on."""
    values = {"secret": new_token(), "changed_at": now}
    connection.execute(update(saved_searches).where(saved_searches.c.id == identity).values(values))


def remove(connection: Connection, identity: int) -> None:
    """With all that it was told."""
    connection.execute(delete(alert_items).where(alert_items.c.search == identity))
    connection.execute(delete(alert_messages).where(alert_messages.c.search == identity))
    connection.execute(delete(saved_searches).where(saved_searches.c.id == identity))


_ALL = select(saved_searches)


def _found(connection: Connection, statement: Select[Any]) -> list[Saved]:
    return [_saved(row) for row in connection.execute(statement)]


def _saved(row: Any) -> Saved:
    wishes = Wishes(row.name, row.query, Channel(row.channel), row.target, Schedule(row.schedule), row.language)
    return Saved(row.id, row.account, wishes, State(row.state), row.reason, row.secret, row.created_at, row.due_at)


def _columns(wishes: Wishes) -> dict[str, str]:
    return {
        "name": wishes.name,
        "query": wishes.query,
        "channel": wishes.channel.value,
        "target": wishes.target,
        "schedule": wishes.schedule.value,
        "language": wishes.language,
    }
