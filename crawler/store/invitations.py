"""Invitations: a link that makes one account of a role, for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from crawler.store import accounts as kept_accounts
from crawler.store.accounts import Account, AccountError, Role
from crawler.store.schema_accounts import invitations
from crawler.tokens import digest, new_token

LASTS = timedelta(days=7)
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """One that nobody has taken yet."""

    id: int
    role: Role
    note: str
    made_by: str
    created_at: datetime
    until: datetime


def make(connection: Connection, role: Role, note: str, made_by: str, now: datetime) -> str:
    """An invitation; returns its token, which is not kept."""
    token = new_token()
    row = {"digest": digest(token), "role": role.value, "note": " ".join(note.split())[:LONGEST_NOTE]}
    connection.execute(insert(invitations), row | {"made_by": made_by, "created_at": now, "until": now + LASTS})
    return token


def find(connection: Connection, token: str, now: datetime) -> Invitation | None:
    """The invitation of a token, while it may be taken."""
    row = connection.execute(_OPEN.where(invitations.c.digest == digest(token), invitations.c.until > now)).first()
    return None if row is None else _invitation(row)


def take(connection: Connection, token: str, email: str, name: str, password: str, now: datetime) -> Account:
    """Makes the account; `password` is its hash. Only one can take an invitation. Raises AccountError."""
    found = find(connection, token, now)
    if found is None:
        raise AccountError("This invitation has been used or is too old: ask for another one.")
    account = kept_accounts.add(connection, email, name, found.role, password, now)
    mine = update(invitations).where(invitations.c.id == found.id, invitations.c.account.is_(None))
    if connection.execute(mine.values(account=account.id)).rowcount != 1:
        raise AccountError("This invitation has just been used: ask for another one.")
    return account


def listed(connection: Connection, now: datetime) -> Sequence[Invitation]:
    """Those that may still be taken, the newest first."""
    rows = connection.execute(_OPEN.where(invitations.c.until > now).order_by(invitations.c.id.desc()))
    return [_invitation(row) for row in rows]


def withdraw(connection: Connection, identity: int) -> bool:
    """Takes an invitation back; False where it is not there, or taken."""
    gone = delete(invitations).where(invitations.c.id == identity, invitations.c.account.is_(None))
    return bool(connection.execute(gone).rowcount)


_OPEN = select(invitations).where(invitations.c.account.is_(None))


def _invitation(row: Any) -> Invitation:
    return Invitation(row.id, Role(row.role), row.note, row.made_by, row.created_at, row.until)
