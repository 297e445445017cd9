"""Facet counts over sets of documents, and the filters that facets make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from indexer.buckets import buckets
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
        return int(counts[number]) if number is not None and number < len(counts) else 0

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


def count_days(snapshot: Snapshot, mask: Mask, limit: int, since: date | None, until: date | None) -> list[FacetValue]:
    """A histogram over the days of the documents, oldest first, in at most `limit` buckets without a gap.

    `since` and `until`, the filter by date, say which are selected.
    """
    days = snapshot.days[mask]
    if not len(days) or not limit:
        return []
    found = buckets(date.fromordinal(int(days.min())), date.fromordinal(int(days.max())), limit)
    edges = [bucket.first.toordinal() for bucket in found] + [found[-1].last.toordinal() + 1]
    counts, _ = np.histogram(days, bins=np.array(edges) - 0.5)
    filtered = since is not None or until is not None
    return [
        FacetValue(
            value=f"{bucket.first.isoformat()}..{bucket.last.isoformat()}",
            label=bucket.label,
            count=int(count),
            selected=filtered and (since or date.min) <= bucket.first and bucket.last <= (until or date.max),
            since=bucket.first.isoformat(),
            until=bucket.last.isoformat(),
        )
        for bucket, count in zip(found, counts, strict=True)
    ]
