"""What was administered: who did what, when, from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from crawler.store.schema_accounts import audit

PAGE = 100


class Action(StrEnum):
    """What can be done."""

    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    SIGN_OUT_EVERYWHERE = "sign-out-everywhere"
    PASSWORD = "password"  # noqa: S105  # that one was changed
    ACCOUNT = "account"
    ROLE = "role"
    CLOSE = "close"
    REOPEN = "reopen"
    INVITE = "invite"
    WITHDRAW = "withdraw"
    KEY = "key"
    REVOKE = "revoke"
    SOURCE = "source"
    JOB = "job"
    CANCEL = "cancel"
    CORRECT = "correct"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `what` it was done to, `detail` what else there is to say."""

    id: int
    at: datetime
    who: str
    action: Action
    what: str
    detail: str
    address: str


def note(
    connection: Connection,
    now: datetime,
    who: str,
    action: Action,
    what: str = "",
    *,
    detail: str = "",
    address: str = "",
) -> None:
    """Writes an act down, in the transaction in which it is done."""
    row = {"at": now, "who": who, "action": action.value, "what": what, "detail": detail, "address": address[:45]}
    connection.execute(insert(audit), row)


def listed(connection: Connection, *, before: int | None = None, most: int = PAGE) -> Sequence[Entry]:
    """The acts, the latest first; `before` the one of this number."""
    found = select(audit).order_by(audit.c.id.desc()).limit(most)
    if before is not None:
        found = found.where(audit.c.id < before)
    rows = connection.execute(found)
    return [Entry(row.id, row.at, row.who, Action(row.action), row.what, row.detail, row.address) for row in rows]
