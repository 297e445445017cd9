"""When each release changed last, and the releases in that order: for those who come back for what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from crawler.records import State
from crawler.store.reading import READ, by_characters, chunks
from crawler.store.schema import changes, releases, revisions


@dataclass(frozen=True, slots=True)
class Stamp:
    """The last change of a release: its place in the change feed, and when it was."""

    seq: int
    release: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Which last changes are wanted: those behind a place of the change feed, `since` a moment and `before` another, of
    one source, of one release."""

    after: int = 0
    since: datetime | None = None
    before: datetime | None = None
    source: str | None = None
    release: str | None = None


def changed(connection: Connection, span: Span) -> Iterator[Stamp]:
    """The last changes of a span, in the order of the change feed: each release once, at its newest change."""
    statement = _within(span, changes.c.seq, changes.c.release, changes.c.at).order_by(changes.c.seq)
    with connection.execute(statement, execution_options={"yield_per": READ}) as rows:  # few may be taken
        for row in rows:
            yield Stamp(row.seq, row.release, row.at)


def count(connection: Connection, span: Span) -> int:
    """How many releases have their last change in a span."""
    return int(connection.execute(_within(span, func.count())).scalar_one())


def of(connection: Connection, identities: Sequence[str]) -> dict[str, datetime]:
    """When each of some releases changed last."""
    latest = _within(Span(), changes.c.release, changes.c.at)
    found: dict[str, datetime] = {}
    for some in chunks(identities):
        rows = connection.execute(latest.where(changes.c.release.in_(some)))
        found |= {row.release: row.at for row in rows}
    return found


def of_content(connection: Connection, identities: Sequence[str]) -> dict[str, datetime]:
    """When what each of some releases says changed last: its newest revision, or that it was withdrawn. What is only
    derived from it anew, and what editors correct, is no news to its readers."""
    newest = and_(revisions.c.release == releases.c.id, revisions.c.number == releases.c.revision)
    statement = select(releases.c.id, releases.c.state, revisions.c.at).join(revisions, newest)
    found: dict[str, datetime] = {}
    withdrawn: list[str] = []
    for some in chunks(identities):
        for row in connection.execute(statement.where(releases.c.id.in_(some))):
            found[row.id] = row.at
            withdrawn += [row.id] * (row.state == State.WITHDRAWN)
    return found | of(connection, withdrawn)


def standing(connection: Connection, offset: int, limit: int) -> list[tuple[str, datetime]]:
    """The releases that are not withdrawn in the order of their ids' characters, with their last change: some of them
    from a place on."""
    statement = (
        _within(Span(), releases.c.id, changes.c.at)
        .join(releases, releases.c.id == changes.c.release)
        .where(releases.c.state != State.WITHDRAWN)
        .order_by(by_characters(connection, releases.c.id))
        .offset(offset)
        .limit(limit)
    )
    return [(row.id, row.at) for row in connection.execute(statement)]


def count_standing(connection: Connection) -> int:
    """How many releases are not withdrawn."""
    statement = select(func.count()).select_from(releases).where(releases.c.state != State.WITHDRAWN)
    return connection.execute(statement).scalar_one()


def until(connection: Connection, seq: int) -> datetime | None:
    """When the change at a place of the change feed was, or the last one before it; None before the first."""
    statement = select(changes.c.at).where(changes.c.seq <= seq).order_by(changes.c.seq.desc()).limit(1)
    return connection.execute(statement).scalar_one_or_none()


def earliest(connection: Connection) -> datetime | None:
    """The earliest moment of all changes; None while there are none."""
    return connection.execute(select(func.min(changes.c.at))).scalar_one_or_none()


def _within(span: Span, *columns: Any) -> Select[Any]:
    """A statement over the last changes of a span."""
    later = changes.alias("later")
    is_last = ~exists().where(later.c.release == changes.c.release, later.c.seq > changes.c.seq)
    statement = select(*columns).select_from(changes).where(changes.c.seq > span.after, is_last)
    if span.since is not None:
        statement = statement.where(changes.c.at >= span.since)
    if span.before is not None:
        statement = statement.where(changes.c.at < span.before)
    if span.release is not None:
        statement = statement.where(changes.c.release == span.release)
    if span.source is not None:
        mine = select(releases.c.id).where(releases.c.source == span.source, releases.c.id == changes.c.release)
        statement = statement.where(mine.exists())
    return statement
