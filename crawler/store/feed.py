"""The change feed: which releases changed, in a strictly increasing order that followers read from where they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, func, insert, select, update

from crawler.store.schema import changes, feed_head, releases


def append(connection: Connection, releases: Sequence[str], at: datetime) -> None:
    """Adds a change for each release, in their order."""
    if not releases:
        return
    # The lock on this row serialises writers until they commit: no reader can see a seq before a lower one.
    first = connection.execute(_TAKEN, {"more": len(releases)}).scalar_one() - len(releases) + 1
    rows = [{"seq": first + n, "release": release, "at": at} for n, release in enumerate(releases)]
    connection.execute(_CHANGED, rows)


_TAKEN = update(feed_head).values(seq=feed_head.c.seq + bindparam("more", type_=Integer())).returning(feed_head.c.seq)
_CHANGED = insert(changes)


def hold(connection: Connection) -> None:
    """From here on no release changes until this transaction ends: what it reads of them is what its changes follow."""
    connection.execute(_TAKEN, {"more": 0})


def head(connection: Connection) -> int:
    """The newest seq; 0 while nothing has changed."""
    return int(connection.execute(select(feed_head.c.seq)).scalar_one())


def origin(connection: Connection) -> str:
    """What tells this feed from that of any other store: its first change; "" while nothing has changed."""
    first = connection.execute(select(changes).order_by(changes.c.seq).limit(1)).first()
    return f"{first.seq} {first.at.isoformat()} {first.release}" if first else ""


def first_after(connection: Connection, seq: int) -> datetime | None:
    """When the first change after a `seq` came about; None where there is none."""
    first = select(changes.c.at).where(changes.c.seq > seq).order_by(changes.c.seq).limit(1)
    return connection.execute(first).scalar_one_or_none()


def after(connection: Connection, seq: int, limit: int) -> tuple[list[str], int]:
    """The distinct releases of the next `limit` changes, and the seq of the last of these changes."""
    statement = select(changes.c.seq, changes.c.release).where(changes.c.seq > seq).order_by(changes.c.seq).limit(limit)
    rows = connection.execute(statement).all()
    return list(dict.fromkeys(row.release for row in rows)), rows[-1].seq if rows else seq


@dataclass(frozen=True, slots=True)
class Change:
    """That a release changed."""

    seq: int
    release: str
    at: datetime


def changes_after(connection: Connection, seq: int, limit: int) -> list[Change]:
    """The next changes after a `seq`."""
    next_ones = select(changes).where(changes.c.seq > seq).order_by(changes.c.seq).limit(limit)
    return [Change(row.seq, row.release, row.at) for row in connection.execute(next_ones)]


def changed_sources(connection: Connection, after: int, to: int) -> list[str]:
    """The sources of which a release changed after a `seq`, up to another."""
    between = changes.c.seq > after, changes.c.seq <= to
    found = select(releases.c.source).join(changes, changes.c.release == releases.c.id).where(*between)
    return list(connection.execute(found.distinct().order_by(releases.c.source)).scalars())


def changed_since(connection: Connection, release: str, moment: datetime) -> datetime | None:
    """When a release first changed after a moment; None where it has not."""
    later = select(func.min(changes.c.at)).where(changes.c.release == release, changes.c.at > moment)
    found: datetime | None = connection.execute(later).scalar_one()
    return found


def changed_after(connection: Connection, seq: int, release: str) -> bool:
    """Whether a release changed after a `seq`; the fewer changes came since, the sooner this is known."""
    later = select(changes.c.seq).where(changes.c.seq > seq, changes.c.release == release).limit(1)
    return connection.execute(later).first() is not None
