"""What must hold between the tables of the store, as statements that give the rows for which it does not.

The first column of a row says where. Keys of other tables are not looked at here: PostgreSQL holds to them by itself,
SQLite is asked (`crawler.verifying.store`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, union

from crawler.records import EntityKind, State
from crawler.store.releases import Reason
from crawler.store.schema import (
    UtcDateTime,
    changes,
    corrections,
    feed_head,
    fetches,
    likenesses,
    metadata,
    queues,
    releases,
    revisions,
    urls,
)
from crawler.verifying.findings import Kind, Part
from crawler.visits import Cause, Rank, UrlState
from crawler.visits import Kind as UrlKind

_RESTORE = "Restore the store from a backup."


def _kind(name: str, says: str, advice: str = _RESTORE, *, mends: bool = False) -> Kind:
    return Kind(name, Part.STORE, says, advice, mends)


QUEUES = _kind(
    "queues",
    "queues count or plan their addresses wrongly, so that pages may never be visited",
    "`pressroom verify --repair` counts them again.",
    mends=True,
)
LOST_RELEASES = _kind(
    "lost-releases",
    "addresses name a release that is not there",
    "`pressroom verify --repair` derives it again from the archive where its page stands there.",
    mends=True,
)
REVISIONS = _kind("revisions", "releases lack a revision, or are not at their newest one")
FEED = _kind(
    "feed", "the change feed has a gap, or another head than its newest change: what follows it misses changes"
)
NOT_IN_FEED = _kind(
    "not-in-feed",
    "releases are not in the change feed, and so in no index",
    "`pressroom verify --repair` puts them there.",
    mends=True,
)
UNREADABLE_VALUES = _kind("unreadable-values", "rows hold values that Pressroom does not know")


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` gives the rows that break it."""

    kind: Kind
    broken: Any


def rules(dialect: str) -> Iterator[Rule]:
    """All that must hold, for a database of a dialect."""
    yield from _values()
    if dialect == "sqlite":  # which takes any text for a moment
        yield from _moments()
    yield from _histories()
    yield from _feed()
    yield from _frontier()
    yield from _pages()
    yield from _families()


def _values() -> Iterator[Rule]:
    """Values are of those that the code knows."""
    known: tuple[tuple[Column[Any], type[Enum], Column[Any]], ...] = (
        (releases.c.state, State, releases.c.id),
        (revisions.c.reason, Reason, revisions.c.release),
        (corrections.c.kind, EntityKind, corrections.c.id),
        (urls.c.state, UrlState, urls.c.url),
        (urls.c.cause, Cause, urls.c.url),
        (urls.c.kind, UrlKind, urls.c.url),
        (urls.c.rank, Rank, urls.c.url),
    )
    for column, values, where in known:
        others = column.not_in([value.value for value in values])
        yield Rule(
            UNREADABLE_VALUES, select(_said(where, f": {column.table.name}.{column.name} is ", column)).where(others)
        )


def _moments() -> Iterator[Rule]:
    for table in metadata.sorted_tables:
        key = next(iter(table.primary_key))
        for column in table.columns:
            if isinstance(column.type, UtcDateTime):
                raw = cast(column, String)
                others = and_(raw.is_not(None), func.datetime(raw).is_(None))
                yield Rule(
                    UNREADABLE_VALUES, select(_said(key, f": {table.name}.{column.name} is ", raw)).where(others)
                )


def _histories() -> Iterator[Rule]:
    """Each release has its revisions from the first to the newest."""
    numbers = (
        select(
            revisions.c.release,
            func.count().label("count"),
            func.min(revisions.c.number).label("first"),
            func.max(revisions.c.number).label("last"),
        )
        .group_by(revisions.c.release)
        .subquery()
    )
    complete = and_(numbers.c.first == 1, numbers.c.last == numbers.c.count, numbers.c.last == releases.c.revision)
    yield Rule(
        REVISIONS,
        select(releases.c.id)
        .outerjoin(numbers, numbers.c.release == releases.c.id)
        .where(or_(numbers.c.release.is_(None), ~complete)),
    )


def _feed() -> Iterator[Rule]:
    """The change feed counts from 1 to its head without a gap, and names every release."""
    newest = func.coalesce(select(func.max(changes.c.seq)).scalar_subquery(), 0)
    heads = select(func.count()).select_from(feed_head).scalar_subquery()
    said = literal("head ") + cast(feed_head.c.seq, String) + ", newest change " + cast(newest, String)
    yield Rule(FEED, select(said).where(feed_head.c.seq != newest))
    yield Rule(FEED, select(literal("rows of feed_head: ") + cast(heads, String)).where(heads != 1))
    before = changes.alias()
    is_first = ~select(before.c.seq).where(before.c.seq == changes.c.seq - 1).exists()
    gap = and_(changes.c.seq != 1, is_first)
    yield Rule(FEED, select(literal("no change before ") + cast(changes.c.seq, String)).where(gap))
    yield Rule(NOT_IN_FEED, unfed())


def unfed() -> Select[Any]:
    """The releases that are not in the change feed."""
    return select(releases.c.id).where(releases.c.id.not_in(select(changes.c.release)))


def _frontier() -> Iterator[Rule]:
    """Queues agree with their addresses, and these with the releases."""
    yield Rule(QUEUES, wrong_queues())
    yield Rule(LOST_RELEASES, lost_releases())


def lost_releases() -> Select[Any]:
    """The addresses that name a release which is not there."""
    kept = select(releases.c.id).where(releases.c.id == urls.c.release).exists()
    return select(urls.c.url).where(urls.c.release.is_not(None), ~kept)


def wrong_queues() -> Any:
    """The queues that do not agree with their addresses: what they should say is `known` and `waiting`."""
    waits = case((and_(urls.c.visits == 0, urls.c.next_at.is_not(None)), 1), else_=0)
    counted = (
        select(
            urls.c.source,
            urls.c.host,
            func.count().label("known"),
            func.sum(waits).label("waiting"),
            func.min(urls.c.next_at).label("due_at"),
        )
        .group_by(urls.c.source, urls.c.host)
        .subquery()
    )
    keys = union(select(urls.c.source, urls.c.host), select(queues.c.source, queues.c.host)).subquery()
    both = keys.outerjoin(counted, _same_queue(keys.c, counted.c)).outerjoin(queues, _same_queue(keys.c, queues.c))
    known, waiting = func.coalesce(counted.c.known, 0), func.coalesce(counted.c.waiting, 0)
    differs = or_(
        queues.c.source.is_(None),
        queues.c.known != known,
        queues.c.waiting != waiting,
        queues.c.due_at.is_distinct_from(counted.c.due_at),
    )
    said = _said(keys.c.source, " at ", keys.c.host)
    return (
        select(said, keys.c.source, keys.c.host, known.label("known"), waiting.label("waiting"))
        .select_from(both)
        .where(differs)
    )


def _same_queue(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.source == other.source, one.host == other.host)


def _pages() -> Iterator[Rule]:
    """What is said to be archived has a place in the archive."""
    place = (fetches.c.archive_file, fetches.c.archive_offset, fetches.c.archive_length)
    parted = or_(*(column.is_(None) for column in place)) & or_(*(column.is_not(None) for column in place))
    homeless = and_(fetches.c.digest.is_not(None), fetches.c.archive_file.is_(None))
    yield Rule(
        _kind("places", "fetches name only a part of their place in the archive"),
        select(fetches.c.url).where(or_(parted, homeless)),
    )
    yield Rule(
        _kind("release-pages", "releases come from a page that never was in the archive"),
        select(releases.c.id).join(fetches, fetches.c.id == releases.c.fetch).where(fetches.c.archive_file.is_(None)),
    )


def _families() -> Iterator[Rule]:
    """Near-duplicates: links go both ways, and families have the name of a member."""
    head = releases.alias()
    named = select(head.c.id).where(head.c.id == releases.c.family, head.c.family == head.c.id).exists()
    yield Rule(
        _kind("families", "releases belong to a family whose name no member has"),
        select(releases.c.id).where(releases.c.family.is_not(None), ~named),
    )
    back = likenesses.alias()
    both = select(back.c.other).where(back.c.release == likenesses.c.other, back.c.other == likenesses.c.release)
    yield Rule(
        _kind("likenesses", "releases are linked with another that is not linked with them"),
        select(_said(likenesses.c.release, " with ", likenesses.c.other)).where(~both.exists()),
    )


def _said(where: ColumnElement[Any], between: str, value: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(where, String) + between + cast(value, String)
