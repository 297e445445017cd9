"""Facets between the request and the engine: the filters that they make, and their counts as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from heapq import nsmallest

from indexer.buckets import Bucket, buckets
from indexer.engine.execute import Histogram
from indexer.engine.execute.facets import FacetCounts
from indexer.engine.filters import AllOf, HasValue
from indexer.index import FacetValue, Filter
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, Facet, encoded


def facet_named(name: str) -> Facet:
    """Raises ValueError for a facet that does not exist."""
    if name not in FACETS_BY_NAME:
        raise ValueError(f"There is no facet {name!r}; there are {', '.join(FACETS_BY_NAME)}.")
    return FACETS_BY_NAME[name]


def column_filter(name: str, wanted: Filter) -> AllOf:
    """One facet's filter over its column. Raises ValueError for a facet that has none."""
    facet = facet_named(name)
    if facet.order == "buckets":
        raise ValueError(f"The facet {name!r} is filtered by since and until.")
    including = HasValue(facet.column, tuple(map(encoded, wanted.include)))
    excluding = HasValue(facet.column, tuple(map(encoded, wanted.exclude)), wanted=False)
    return AllOf((including,) * bool(wanted.include) + (excluding,) * bool(wanted.exclude))


def facet_values(counts: FacetCounts, facet: Facet, limit: int, wanted: Filter) -> list[FacetValue]:
    """The facet's values with their counts: the first `limit`, and all selected ones."""
    best = _newest if facet.order == "newest" else _most_frequent
    found = {value.decode(): count for value, count in best(counts, facet, limit)}
    found |= {value: counts.of(encoded(value)) for value in wanted.include if value not in found}
    return [
        FacetValue(value, facet.value_label(value), count, value in wanted.include, parent=facet.parent(value))
        for value, count in found.items()
    ]


def _most_frequent(counts: FacetCounts, facet: Facet, limit: int) -> list[tuple[bytes, int]]:
    """The values with the highest counts, the same counts in the order of their labels."""
    found = [(value, count) for value, count in counts.at_least(limit + 1) if value]  # one more may be the empty one
    return nsmallest(limit, found, key=lambda each: (-each[1], facet.value_label(each[0].decode()).casefold()))


def _newest(counts: FacetCounts, facet: Facet, limit: int) -> list[tuple[bytes, int]]:
    """The latest values, latest first."""
    found = [(value, count) for value, count in counts.as_dict().items() if value]
    return sorted(found, reverse=True)[:limit]


class Days:
    """A histogram over the days of the documents, oldest first, in at most `limit` buckets without a gap."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buckets: Sequence[Bucket] = ()

    def histogram(self) -> Histogram:
        """What is to be counted; the buckets are chosen when it is known from when till when there are documents."""
        return Histogram(DAY_COLUMN, self._edges)

    def values(self, counts: Sequence[int], since: date | None, until: date | None) -> list[FacetValue]:
        """The buckets with their counts. `since` and `until`, the filter by date, say which are selected."""
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
            for bucket, count in zip(self._buckets, counts, strict=True)
        ]

    def _edges(self, lowest: int, highest: int) -> list[int]:
        if not self._limit:
            return []
        self._buckets = buckets(date.fromordinal(lowest), date.fromordinal(highest), self._limit)
        return [bucket.first.toordinal() for bucket in self._buckets] + [self._buckets[-1].last.toordinal() + 1]
