"""What saved searches are to be told: items, put into messages, which are sent one after the other.

Items and the place in the change feed that they were found at are written in one transaction, and an item's key is what
it tells: nothing is found twice, whatever is killed. A message is put together with its items in one transaction as
well, and what it tells is kept in it: when it is sent again, because nobody knows whether it arrived, it is the same
message. The messages of a search are sent in their order: one that waits holds up those behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from crawler.records import State as ReleaseState
from crawler.store import upserts
from crawler.store.reading import chunks
from crawler.store.saved import Channel, Saved, State
from crawler.store.schema import revisions
from crawler.store.schema_accounts import alert_cursor, alert_items, alert_messages, saved_searches

CLAIM = timedelta(minutes=5)  # for which a message belongs to the process that sends it


class News(StrEnum):
    """What became of a release."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What a message is for."""

    DIGEST = "digest"
    TEST = "test"
    CONFIRM = "confirm"


class Progress(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # and given up


@dataclass(frozen=True, slots=True)
class Item:
    """That a release is new, changed or withdrawn, told to one search."""

    search: int
    release: str
    event: str
    news: News
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """`content` has `items`, each a release's facts and its `news`, and `more`, how many others there are."""

    id: int
    search: int
    kind: Kind
    content: Mapping[str, Any]
    state: Progress
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    error: str


def event(state: ReleaseState, revision: int) -> str:
    """What happened, as the key of items has it: a withdrawal and a revision are each told once."""
    return f"{'w' if state is ReleaseState.WITHDRAWN else 'r'}{revision}"


def cursor(connection: Connection) -> int | None:
    """Up to which `seq` the change feed has been looked at; None before the first time."""
    return connection.execute(select(alert_cursor.c.seq)).scalar_one_or_none()


def begin(connection: Connection, seq: int) -> None:
    """Looks at the change feed from here on."""
    connection.execute(upserts.renewed(connection, alert_cursor, "seq"), {"one": True, "seq": seq})


def advance(connection: Connection, before: int, after: int) -> bool:
    """Moves the cursor; False where another process has done so meanwhile."""
    moved = update(alert_cursor).where(alert_cursor.c.seq == before).values(seq=after)
    return connection.execute(moved).rowcount == 1


def put(connection: Connection, items: Iterable[Item]) -> None:
    """Keeps items; those that are known stay as they are."""
    rows = [
        {
            "search": item.search,
            "release": item.release,
            "event": item.event,
            "news": item.news.value,
            "seq": item.seq,
            "at": item.at,
            "message": None,
        }
        for item in items
    ]
    if rows:
        connection.execute(upserts.new(connection, alert_items), rows)


def told_of(connection: Connection, releases: Sequence[str]) -> set[tuple[int, str]]:
    """Which searches know which of these releases already."""
    found: set[tuple[int, str]] = set()
    for some in chunks(releases):
        known = select(alert_items.c.search, alert_items.c.release).where(alert_items.c.release.in_(some)).distinct()
        found |= {(row.search, row.release) for row in connection.execute(known)}
    return found


def revised(connection: Connection, releases: Sequence[str]) -> dict[tuple[str, int], datetime]:
    """When each revision of these releases was found."""
    found: dict[tuple[str, int], datetime] = {}
    for some in chunks(releases):
        mine = select(revisions.c.release, revisions.c.number, revisions.c.at).where(revisions.c.release.in_(some))
        found |= {(row.release, row.number): row.at for row in connection.execute(mine)}
    return found


def waiting_to_be_told(connection: Connection) -> list[int]:
    """The active searches that are told at once and have something that is in no message yet."""
    untold_one = select(alert_items.c.seq).where(
        alert_items.c.message.is_(None), alert_items.c.search == saved_searches.c.id
    )
    wanted = (
        select(saved_searches.c.id)
        .where(
            saved_searches.c.due_at.is_(None),
            saved_searches.c.channel != Channel.FEED.value,
            saved_searches.c.state == State.ACTIVE.value,
            untold_one.exists(),
        )
        .order_by(saved_searches.c.id)
    )
    return list(connection.execute(wanted).scalars())


def untold(connection: Connection, search: int, limit: int) -> list[Item]:
    """What is in no message yet, in order."""
    mine = select(alert_items).where(alert_items.c.search == search, alert_items.c.message.is_(None))
    return [
        _item(row) for row in connection.execute(mine.order_by(alert_items.c.seq, alert_items.c.release).limit(limit))
    ]


def newest(connection: Connection, search: int, limit: int) -> list[Item]:
    """What a search was told last, the latest first."""
    mine = select(alert_items).where(alert_items.c.search == search)
    rows = connection.execute(mine.order_by(alert_items.c.seq.desc(), alert_items.c.release).limit(limit))
    return [_item(row) for row in rows]


def compose(
    connection: Connection, search: Saved, kind: Kind, content: Mapping[str, Any], items: Sequence[Item], now: datetime
) -> int:
    """A message with some items, to be sent at once."""
    row = {
        "search": search.id,
        "kind": kind.value,
        "content": content,
        "state": Progress.WAITING.value,
        "attempts": 0,
        "created_at": now,
        "next_at": now,
        "error": "",
    }
    key = connection.execute(insert(alert_messages), row).inserted_primary_key
    assert key is not None
    mine = update(alert_items).where(alert_items.c.search == search.id, alert_items.c.message.is_(None))
    for item in items:
        connection.execute(
            mine.where(alert_items.c.release == item.release, alert_items.c.event == item.event).values(message=key[0])
        )
    return int(key[0])


def due(connection: Connection, now: datetime, limit: int) -> list[Message]:
    """Messages whose time has come: of each search the first that waits."""
    firsts = (
        select(func.min(alert_messages.c.id))
        .where(alert_messages.c.state == Progress.WAITING.value)
        .group_by(alert_messages.c.search)
    )
    ready = select(alert_messages).where(alert_messages.c.id.in_(firsts), alert_messages.c.next_at <= now)
    return [_message(row) for row in connection.execute(ready.order_by(alert_messages.c.next_at).limit(limit))]


def claim(connection: Connection, message: Message, now: datetime) -> bool:
    """Takes a message to send it, for a while; False where another process has it."""
    mine = update(alert_messages).where(
        alert_messages.c.id == message.id,
        alert_messages.c.state == Progress.WAITING.value,
        alert_messages.c.next_at == message.next_at,
    )
    taken = mine.values(next_at=now + CLAIM, attempts=alert_messages.c.attempts + 1)
    return connection.execute(taken).rowcount == 1


def sent(connection: Connection, message: int, now: datetime) -> None:
    values = {"state": Progress.SENT.value, "sent_at": now, "error": ""}
    connection.execute(update(alert_messages).where(alert_messages.c.id == message).values(values))


def postpone(connection: Connection, message: int, next_at: datetime, error: str) -> None:
    """An attempt failed; there will be another."""
    values = {"next_at": next_at, "error": error}
    connection.execute(update(alert_messages).where(alert_messages.c.id == message).values(values))


def give_up(connection: Connection, message: int, error: str) -> None:
    values = {"state": Progress.FAILED.value, "error": error}
    connection.execute(update(alert_messages).where(alert_messages.c.id == message).values(values))


def drop(connection: Connection, search: int) -> None:
    """Nothing that waits is sent any more, and nothing untold is told."""
    waiting = (alert_messages.c.search == search) & (alert_messages.c.state == Progress.WAITING.value)
    gone = list(connection.execute(select(alert_messages.c.id).where(waiting)).scalars())
    untold_ones = alert_items.c.message.is_(None) | alert_items.c.message.in_(gone)
    connection.execute(delete(alert_items).where(alert_items.c.search == search, untold_ones))
    connection.execute(delete(alert_messages).where(waiting))


def counts(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state; all states are named."""
    counted = connection.execute(select(alert_messages.c.state, func.count()).group_by(alert_messages.c.state))
    return dict.fromkeys(Progress, 0) | {row[0]: row[1] for row in counted}


def history(connection: Connection, search: int, limit: int) -> list[Message]:
    """The messages of a search, the latest first."""
    mine = select(alert_messages).where(alert_messages.c.search == search).order_by(alert_messages.c.id.desc())
    return [_message(row) for row in connection.execute(mine.limit(limit))]


def get(connection: Connection, message: int) -> Message | None:
    row = connection.execute(select(alert_messages).where(alert_messages.c.id == message)).one_or_none()
    return None if row is None else _message(row)


def _item(row: Any) -> Item:
    return Item(row.search, row.release, row.event, News(row.news), row.seq, row.at)


def _message(row: Any) -> Message:
    return Message(
        row.id, row.search, Kind(row.kind), row.content, Progress(row.state), row.attempts, row.created_at,
        row.next_at, row.sent_at, row.error,
    )  # fmt: skip
