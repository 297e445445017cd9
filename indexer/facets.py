"""Facet counts over sets of documents, and the filters that facets make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from indexer import labels
from indexer.index import FacetValue, Filter
from indexer.schema import FACETS_BY_NAME, Facet
from indexer.snapshot import Mask, Snapshot


def facet_named(name: str) -> Facet:
    """Raises ValueError for a facet that does not exist."""
    if name not in FACETS_BY_NAME:
        raise ValueError(f"There is no facet {name!r}; there are {', '.join(FACETS_BY_NAME)}.")
    return FACETS_BY_NAME[name]


def filter_mask(snapshot: Snapshot, name: str, wanted: Filter) -> Mask:
    """The documents that pass one facet's filter. Raises ValueError for a facet that has none."""
    facet = facet_named(name)
    if facet.order == "buckets":
        raise ValueError(f"The facet {name!r} is filtered by since and until.")
    mask = np.full(len(snapshot), not wanted.include)
    mask[_with_values(snapshot, facet, wanted.include)] = True
    mask[_with_values(snapshot, facet, wanted.exclude)] = False
    return mask


def count_values(snapshot: Snapshot, facet: Facet, mask: Mask, limit: int, wanted: Filter) -> list[FacetValue]:
    """The facet's values with how many documents of the mask have each: the first `limit`, and all selected ones."""
    rows, values = snapshot.facet(facet.column)
    dictionary = snapshot.dictionary(facet.column)
    counts = np.bincount(values[mask[rows]], minlength=len(dictionary))

    def count(value: str) -> int:
        number = dictionary.number(value)
        return int(counts[number]) if number is not None else 0

    best = _newest if facet.order == "newest" else _most_frequent
    found = [dictionary.values[number] for number in best(counts, facet, dictionary.values, limit)]
    found += [value for value in wanted.include if value not in found]
    return [FacetValue(value, facet.value_label(value), count(value), value in wanted.include) for value in found]


def _with_values(snapshot: Snapshot, facet: Facet, values: Sequence[str]) -> NDArray[np.int32]:
    """The documents that have any of the values."""
    dictionary = snapshot.dictionary(facet.column)
    numbers = [number for value in values if (number := dictionary.number(value)) is not None]
    rows, found = snapshot.facet(facet.column)
    documents: NDArray[np.int32] = rows[np.isin(found, numbers)]
    return documents


def _most_frequent(counts: NDArray[np.int64], facet: Facet, values: Sequence[str], limit: int) -> list[int]:
    """The numbers of the values with the highest counts, the same counts in the order of their labels."""
    occurring = np.flatnonzero(counts)
    if len(occurring) > limit:
        least = np.partition(counts[occurring], -limit)[-limit] if limit else counts.max() + 1
        occurring = occurring[counts[occurring] >= least]
    return nsmallest(
        limit, occurring.tolist(), key=lambda number: (-counts[number], facet.value_label(values[number]).casefold())
    )


def _newest(counts: NDArray[np.int64], facet: Facet, values: Sequence[str], limit: int) -> list[int]:
    """The numbers of the latest values, latest first."""
    occurring = np.flatnonzero(counts).tolist()
    return sorted(occurring, key=lambda number: values[number], reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A kind of date bucket: the first day of the bucket that holds a day, of the one after it, and its name."""

    start: Callable[[date], date]
    next: Callable[[date], date]
    label: Callable[[date], str]


def _decade(year: int) -> int:
    return year - year % 10


_UNITS = (
    _Unit(lambda day: day, lambda day: day + timedelta(days=1), lambda day: day.isoformat()),
    _Unit(
        lambda day: day.replace(day=1),
        lambda day: date(day.year + day.month // 12, day.month % 12 + 1, 1),
        lambda day: labels.month(day.isoformat()[:7]),
    ),
    _Unit(
        lambda day: date(day.year, 1, 1),
        lambda day: date(day.year + 1, 1, 1),
        lambda day: f"{day.year:04}",
    ),
    _Unit(
        lambda day: date(_decade(day.year) or 1, 1, 1),
        lambda day: date(_decade(day.year) + 10, 1, 1),
        lambda day: f"{_decade(day.year):04}s",
    ),
)
_LAST_START = date(9980, 1, 1)  # the calendar ends before the next decade does


def count_days(snapshot: Snapshot, mask: Mask, limit: int, since: date | None, until: date | None) -> list[FacetValue]:
    """A histogram over the days of the documents, oldest first, in at most `limit` buckets without a gap.

    The buckets are days, months, years or decades: the finest that fit; where not even decades do, the newest ones.
    `since` and `until` say which are selected.
    """
    days = snapshot.days[mask]
    if not len(days) or not limit:
        return []
    first, last = date.fromordinal(int(days.min())), date.fromordinal(int(days.max()))
    edges, unit = _buckets(first, last, limit)
    found, _ = np.histogram(days, bins=[edge.toordinal() for edge in edges])
    filtered = since is not None or until is not None
    return [
        FacetValue(
            value=f"{start.isoformat()}..{(end - timedelta(days=1)).isoformat()}",
            label=unit.label(start),
            count=int(count),
            selected=filtered and (since or start) <= start and end - timedelta(days=1) <= (until or end),
            since=start.isoformat(),
            until=(end - timedelta(days=1)).isoformat(),
        )
        for start, end, count in zip(edges, edges[1:], found, strict=False)
    ]


def _buckets(first: date, last: date, limit: int) -> tuple[list[date], _Unit]:
    """The edges of the buckets that hold the days from `first` to `last`, and what they are."""
    for unit in _UNITS:
        edges = list(_edges(unit, first, last, limit))
        if edges[-1] > last:
            return edges, unit
    unit = _UNITS[-1]
    return list(_edges(unit, first, last, 1_000))[-limit - 1 :], unit


def _edges(unit: _Unit, first: date, last: date, limit: int) -> Iterator[date]:
    edge = unit.start(first)
    yield edge
    for _ in range(limit):
        edge = unit.next(edge)
        yield edge
        if edge > last:
            return
