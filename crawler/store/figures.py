"""What is watched of a store: counts since its beginning, what waits, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from crawler.store import days, feed, frontier, outbox, overview
from crawler.store.days import Tally


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """A store at one moment. `totals` has each source's counts since it is known.

    `oldest_due`: since when the longest overdue visit has been due. `unindexed_since`: when the first change that an
    index has not followed came about. Both None where nothing waits. `messages` of alerts are counted by state.
    """

    seq: int
    sources: Sequence[overview.SourceState]
    totals: Mapping[str, Tally]
    oldest_due: datetime | None
    unindexed_since: datetime | None
    messages: Mapping[str, int] = field(default_factory=dict)


def figures(connection: Connection, now: datetime, index_seq: int) -> StoreFigures:
    """The figures of the store, beside an index that has come to `index_seq` of its change feed."""
    return StoreFigures(
        seq=feed.head(connection),
        sources=overview.states(connection, now),
        totals=days.totals(connection),
        oldest_due=frontier.oldest_due(connection, now),
        unindexed_since=feed.first_after(connection, index_seq),
        messages=outbox.counts(connection),
    )
