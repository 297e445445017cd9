"""Facet counts: how many of the documents found have each value of a column, each facet without its own filter.

Drill sideways, as in Lucene: one pass sorts the documents by the filters that they fail. Those that fail none count
for every facet, those that fail one alone count for the facet of that filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.execute.matches import Bytes, Ints, Words
from indexer.engine.execute.segment import Segment
from indexer.engine.kernels.plain_facets import ranges

_MANY, _SPARSE = 1 << 16, 16  # values are many from here on, and if there are so many more for each document


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The values of a facet in the whole commit, ascending, and how many documents have each.

    `counts` are for all values, or for those alone whose `ordinals` are given, ascending.
    """

    values: Sequence[bytes]
    counts: Ints
    ordinals: Ints | None = None

    def most(self, limit: int) -> list[tuple[bytes, int]]:
        """The most frequent values that occur, the same counts in the order of the values."""
        numbers = np.empty(min(limit, len(self.counts)), dtype=np.int64)
        kernels.searching.top(self.counts, numbers)
        return [(self._value(number), int(self.counts[number])) for number in numbers.tolist() if self.counts[number]]

    def as_dict(self) -> dict[bytes, int]:
        """The values that occur."""
        return {self._value(number): int(self.counts[number]) for number in np.flatnonzero(self.counts).tolist()}

    def _value(self, number: int) -> bytes:
        return self.values[number if self.ordinals is None else self.ordinals[number]]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The numbers of the documents that pass all filters, and by filter of those that fail it alone."""

    passing: Ints
    failing: Mapping[str, Ints]


def sift(flags: Mapping[str, Bytes]) -> Sifted:
    """Sorts documents by the filters that they fail; flags are 1 for those that pass."""
    rows = np.stack(list(flags.values()))
    filters, total = rows.shape
    passing, failing = np.empty(total, dtype=np.int64), np.empty(filters * total, dtype=np.int64)
    counts = np.zeros(filters + 1, dtype=np.int64)
    kernels.counting.sift(rows, passing, failing, counts)
    parts = [failing[row * total : row * total + size] for row, size in enumerate(counts[1:].tolist())]
    return Sifted(passing[: counts[0]], dict(zip(flags, parts, strict=True)))


class FacetValues:
    """The values of a column in all segments together, and where those of each segment stand among them."""

    def __init__(self, columns: Sequence[Ordinals | None], own: Sequence[list[bytes]]) -> None:
        """`own` has the values of each segment."""
        self.values: list[bytes] = own[0] if len(own) == 1 else sorted(set().union(*own))
        places = {value: place for place, value in enumerate(self.values)} if len(own) > 1 else {}
        self._columns = columns
        self._places: list[Ints | None] = [
            None if len(own) == 1 else np.array([places[value] for value in values], dtype=np.int64) for values in own
        ]

    def count(self, found: Sequence[tuple[int, Words]]) -> FacetCounts:
        """Counts documents, given with the number of their segment.

        Where documents are few and values many, those that occur are sorted, in place of counters for all.
        """
        if _MANY + _SPARSE * sum(len(documents) for _, documents in found) < len(self.values):
            given = [self._ordinals_of(number, documents) for number, documents in found]
            ordinals, counts = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *given]), return_counts=True)
            return FacetCounts(self.values, counts, ordinals)
        counts = np.zeros(len(self.values), dtype=np.int64)
        for number, documents in found:
            self._add(number, documents, counts)
        return FacetCounts(self.values, counts)

    def _ordinals_of(self, number: int, documents: Words) -> Ints:
        """The ordinals of all values of some documents of a segment, among those of all segments."""
        column, places = self._columns[number], self._places[number]
        if column is None or not len(documents):
            return np.empty(0, dtype=np.int64)
        if column.starts is None:
            ordinals = column.ordinals[documents]
        else:
            starts, ends = column.starts[documents].astype(np.int64), column.starts[documents + 1].astype(np.int64)
            ordinals = column.ordinals[ranges(starts, ends - starts)]
        return ordinals.astype(np.int64) if places is None else places[ordinals]

    def _add(self, number: int, documents: Words, counts: Ints) -> None:
        """Counts documents of a segment in `counts` for all values."""
        column, places = self._columns[number], self._places[number]
        if column is None or not len(documents):
            return
        own = counts if places is None else np.zeros(len(column), dtype=np.int64)
        if column.starts is None:
            kernels.counting.count_single(documents, column.ordinals, own)
        else:
            kernels.counting.count_several(documents, column.starts, column.ordinals, own)
        if places is not None:
            counts[places] += own

    def places_of(self, number: int, documents: Words) -> Ints:
        """Where the values of a segment's documents stand among all; no value is before them all.

        Raises KeyError for a column of several values.
        """
        column, places = self._columns[number], self._places[number]
        if column is None:
            return np.full(len(documents), 0 if self.values and not self.values[0] else -1)
        if column.starts is not None:
            raise KeyError("several values")
        ordinals = column.ordinals[documents].astype(np.int64)
        return ordinals if places is None else places[ordinals]


def histogram(segment: Segment, name: str, documents: Words, edges: Sequence[Any]) -> Ints:
    """How many documents have a value from each edge to before the next. Raises KeyError where there are no numbers."""
    numbers = segment.numbers(name)
    field = segment.reader.schema[name]
    bounds = np.array([field.to_column_value(edge) for edge in edges], dtype=numbers.dtype)
    counts = np.zeros(len(edges) + 1, dtype=np.int64)
    kernels.counting.count_between(documents, numbers, bounds, counts)
    return counts[1:-1]
