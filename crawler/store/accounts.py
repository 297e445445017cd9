"""Who may sign in, and as what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from crawler.store.schema_accounts import accounts

LONGEST_EMAIL, LONGEST_NAME = 254, 100


class Role(StrEnum):
    """What an account may do; each may do what those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def may(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


class AccountError(ValueError):
    """An account can't be made or changed so; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in, unless `closed_at`."""

    id: int
    email: str
    name: str
    role: Role
    created_at: datetime
    signed_in_at: datetime | None
    closed_at: datetime | None

    @property
    def who(self) -> str:
        """As the audit log names it."""
        return f"{self.name} <{self.email}>"


def add(connection: Connection, email: str, name: str, role: Role, password: str, now: datetime) -> Account:
    """A new account; `password` is its hash. Raises AccountError."""
    email, name = folded(email), " ".join(name.split())
    if len(email) > LONGEST_EMAIL or re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", email) is None or not email.isprintable():
        raise AccountError("Write an e-mail address, such as you@example.org.")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountError(f"Write a name of at most {LONGEST_NAME} characters.")
    if by_email(connection, email) is not None:
        raise AccountError(f"There is an account of {email} already.")
    row = {"email": email, "name": name, "role": role.value, "password": password, "created_at": now}
    key = connection.execute(insert(accounts), row).inserted_primary_key
    assert key is not None
    return Account(int(key[0]), email, name, role, now, None, None)


def by_email(connection: Connection, email: str) -> Account | None:
    row = connection.execute(select(accounts).where(accounts.c.email == folded(email))).one_or_none()
    return None if row is None else of_row(row)


def get(connection: Connection, identity: int) -> Account | None:
    row = connection.execute(select(accounts).where(accounts.c.id == identity)).one_or_none()
    return None if row is None else of_row(row)


def listed(connection: Connection) -> Sequence[Account]:
    """All accounts in the order in which they were made."""
    return [of_row(row) for row in connection.execute(select(accounts).order_by(accounts.c.id))]


def password_of(connection: Connection, email: str) -> tuple[Account, str] | None:
    """An account that may sign in, with the hash of its password."""
    known = select(accounts).where(accounts.c.email == folded(email), accounts.c.closed_at.is_(None))
    row = connection.execute(known).one_or_none()
    return None if row is None else (of_row(row), row.password)


def keep_password(connection: Connection, identity: int, password: str) -> None:
    """Keeps the hash of another password."""
    connection.execute(update(accounts).where(accounts.c.id == identity).values(password=password))


def signed_in(connection: Connection, identity: int, now: datetime) -> None:
    connection.execute(update(accounts).where(accounts.c.id == identity).values(signed_in_at=now))


def change_role(connection: Connection, identity: int, role: Role) -> None:
    """Raises AccountError where nobody would be left to administer."""
    if role is not Role.ADMINISTRATOR:
        _keep_one(connection, identity)
    connection.execute(update(accounts).where(accounts.c.id == identity).values(role=role.value))


def close(connection: Connection, identity: int, now: datetime) -> None:
    """It may not sign in any more. Raises AccountError where nobody would be left to administer."""
    _keep_one(connection, identity)
    connection.execute(update(accounts).where(accounts.c.id == identity).values(closed_at=now))


def reopen(connection: Connection, identity: int) -> None:
    connection.execute(update(accounts).where(accounts.c.id == identity).values(closed_at=None))


def have_administrator(connection: Connection) -> bool:
    """Whether anybody may administer: until then there is no administration."""
    return bool(connection.execute(select(func.count()).select_from(accounts).where(_ADMINISTERS)).scalar_one())


def folded(email: str) -> str:
    """An e-mail address as it is compared."""
    return email.strip().lower()


_ADMINISTERS = (accounts.c.role == Role.ADMINISTRATOR.value) & accounts.c.closed_at.is_(None)


def _keep_one(connection: Connection, identity: int) -> None:
    # Their rows are locked where the database can, so that two who remove each other don't both succeed.
    others = select(accounts.c.id).where(_ADMINISTERS).with_for_update()
    if set(connection.execute(others).scalars()) == {identity}:
        raise AccountError("This is the only administrator: make another one first.")


def of_row(row: Any) -> Account:
    return Account(row.id, row.email, row.name, Role(row.role), row.created_at, row.signed_in_at, row.closed_at)
