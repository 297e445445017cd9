"""When the releases that match are from: counted by month, all of them and those of the most frequent values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from crawler.records import Precision
from indexer.documents import DATINGS
from indexer.engine.execute.facets import Facet
from indexer.engine.execute.matches import Ints, Words
from indexer.facets import facet_named
from indexer.index import Dated, SearchRequest, Timeline
from indexer.schema import DATING_COLUMN, DAY_COLUMN
from indexer.search import Search
from indexer.snapshot import Snapshot

_EPOCH = 719_163  # the proleptic Gregorian ordinal of 1 January 1970
_EPOCH_MONTH = 12 * 1970
_UNDATED, _BY_YEAR = DATINGS.index(""), DATINGS.index(Precision.YEAR)


class _Found(NamedTuple):
    """Of each document: its month, how much of its date is known, and the row of its value."""

    months: Ints
    datings: Ints
    rows: Ints


def timeline(snapshot: Snapshot, request: SearchRequest, facet: str | None, limit: int) -> Timeline:
    """Raises ValueError for a facet that does not exist, or of which a release may have several values."""
    documents = Search(snapshot, request).documents()
    values: list[str] = []
    rows = [np.zeros(len(some), dtype=np.int64) for _, some in documents]
    if facet is not None:
        values, rows = _split(snapshot.executor.facet(_column(facet)), documents, limit)
    found = _Found(
        _joined(_months(snapshot, number, some) for number, some in documents),
        _joined(snapshot.executor.segments[number].numbers(DATING_COLUMN)[some] for number, some in documents),
        _joined(rows),
    )
    counted = _counted(found, len(values) + 1)
    return Timeline(_sum(counted), dict(zip(values, counted, strict=False)))


def _column(name: str) -> str:
    facet = facet_named(name)
    if facet.several or facet.order == "buckets":
        raise ValueError(f"A release may have several values of {name!r}, or none: a timeline can't be split by it.")
    return facet.column


def _split(column: Facet, documents: Sequence[tuple[int, Words]], limit: int) -> tuple[list[str], list[Ints]]:
    """The most frequent values, and for each document the row of its value; the row after them is for all others."""
    places = [column.places_of(number, some) for number, some in documents]
    counts = np.bincount(_joined(places) + 1, minlength=len(column) + 1)[1:]  # -1 is no value
    found = np.flatnonzero(counts)
    best = found[np.argsort(-counts[found], kind="stable")][:limit]
    row_of = np.full(len(column) + 1, len(best), dtype=np.int64)  # the last one, which -1 leads to, stays as it is
    row_of[best] = np.arange(len(best))
    return [column.values[place].decode() for place in best.tolist()], [row_of[own] for own in places]


def _months(snapshot: Snapshot, number: int, documents: Words) -> Ints:
    days = snapshot.executor.segments[number].numbers(DAY_COLUMN)[documents].astype(np.int64) - _EPOCH
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + _EPOCH_MONTH


def _joined(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _counted(found: _Found, rows: int) -> list[Dated]:
    """Each row by month."""
    if not len(found.months):
        return [Dated({})] * rows
    first = int(found.months.min())
    width = int(found.months.max()) - first + 1
    counts = np.bincount(found.rows * width + found.months - first, minlength=rows * width).reshape(rows, width)
    known = np.bincount(found.rows * len(DATINGS) + found.datings, minlength=rows * len(DATINGS)).reshape(rows, -1)
    return [
        Dated(_by_month(own, first), int(datings[_UNDATED]), int(datings[_BY_YEAR]))
        for own, datings in zip(counts, known, strict=True)
    ]


def _by_month(counts: Ints, first: int) -> dict[int, int]:
    there = np.flatnonzero(counts)
    return dict(zip((there + first).tolist(), counts[there].tolist(), strict=True))


def _sum(rows: Sequence[Dated]) -> Dated:
    months = sorted({month for row in rows for month in row.months})
    return Dated(
        {month: sum(row.months.get(month, 0) for row in rows) for month in months},
        sum(row.undated for row in rows),
        sum(row.by_year for row in rows),
    )
