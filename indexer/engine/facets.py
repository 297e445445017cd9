"""Facet counts: how many of the documents found have each value of a column, each facet without its own filter.

Drill sideways, as in Lucene: one pass sorts the documents by the filters that they fail. Those that fail none count
for every facet, those that fail one alone count for the facet of that filter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.dictionary import Terms
from indexer.engine.execute.matches import Bytes, Ints, Words
from indexer.engine.execute.segment import Segment
from indexer.engine.kernels.plain_facets import ranges
from indexer.engine.merge_fields import merge_dictionaries

_MANY, _SPARSE = 1 << 16, 16  # values are many from here on, and if there are so many more for each document
_LOOKED_UP = 50  # a value is looked up among others in the time in which so many are read


class FacetCounts:
    """How many documents have each value of a facet, in the whole commit."""

    def __init__(self, values: FacetValues, counts: Ints, numbers: Ints | None = None) -> None:
        """`counts` are by number of the value, or for those alone whose `numbers` are given, ascending."""
        self._values = values
        self._counts = counts
        self._numbers = numbers

    def most(self, limit: int) -> list[tuple[bytes, int]]:
        """The most frequent values that occur, the same counts in the order of the values."""
        chosen = self._candidates(limit)
        found = [(self._value(place), int(self._counts[place])) for place in chosen.tolist()]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:limit]

    def at_least(self, limit: int) -> list[tuple[bytes, int]]:
        """As `most`, with all values that are as frequent as the last one: for those who order them otherwise."""
        occurring = np.flatnonzero(self._counts)
        if 0 < limit < len(occurring):
            least = np.partition(self._counts[occurring], -limit)[-limit]
            occurring = occurring[self._counts[occurring] >= least]
        return [(self._value(place), int(self._counts[place])) for place in occurring.tolist()] if limit else []

    def of(self, value: bytes) -> int:
        """How many documents have a value."""
        number = self._values.find(value)
        if number is None:
            return 0
        if self._numbers is None:
            return int(self._counts[number])
        place = int(np.searchsorted(self._numbers, number))
        return int(self._counts[place]) if self._numbers[place : place + 1] == number else 0

    def as_dict(self) -> dict[bytes, int]:
        """The values that occur."""
        return {self._value(place): int(self._counts[place]) for place in np.flatnonzero(self._counts).tolist()}

    def _candidates(self, limit: int) -> Ints:
        """The places of counts among which the most frequent ones are: the first ones of each segment's own values."""
        bounds = self._values.bounds
        if self._numbers is not None:
            bounds = np.searchsorted(self._numbers, bounds).tolist()
        found = [np.empty(0, dtype=np.int64)]
        for start, end in pairwise(bounds):
            numbers = np.empty(min(limit, end - start), dtype=np.int64)
            kernels.searching.top(self._counts[start:end], numbers)
            found.append(numbers + start)
        places = np.concatenate(found)
        places = places[self._counts[places] > 0]
        if 0 < limit < len(places):
            counts = self._counts[places]
            places = places[counts >= np.partition(counts, -limit)[-limit]]
        return places

    def _value(self, place: int) -> bytes:
        return self._values[place if self._numbers is None else int(self._numbers[place])]


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


@dataclass(frozen=True, slots=True)
class _Layer:
    """The values of one segment among those of all."""

    column: Ordinals | None
    first: int  # the number of the first value that no segment before it has
    own: Ints | None  # the ordinals of these values; None: of all
    numbers: Ints | None  # of all its values, by ordinal; None: the ordinals themselves

    @property
    def values(self) -> Terms:
        return self.column.values if self.column is not None else Terms.of([])

    @property
    def own_count(self) -> int:
        return len(self.values) if self.own is None else len(self.own)


class FacetValues:
    """The values of a column in all segments together, numbered: those of the first segment, then what each next adds.

    So the numbers of old segments stay true when a new one comes, and what was worked out for them is used again.
    """

    def __init__(self, columns: Sequence[Ordinals | None], before: FacetValues | None = None) -> None:
        """`before` has the values of an earlier commit."""
        self._layers: list[_Layer] = []
        self.bounds: list[int] = [0]  # the numbers at which each segment's own values start, and where the last end
        known = before._layers if before else []
        for place, column in enumerate(columns):
            if place < len(known) and known[place].column is column and known[place].first == self.bounds[-1]:
                layer = known[place]
            else:
                known = []
                layer = self._layer(column)
            self._layers.append(layer)
            self.bounds.append(layer.first + layer.own_count)

    def __len__(self) -> int:
        return self.bounds[-1]

    def __getitem__(self, number: int) -> bytes:
        """The value with a number."""
        layer = self._layers[bisect_right(self.bounds, number) - 1]
        place = number - layer.first
        return layer.values[place if layer.own is None else int(layer.own[place])]

    def find(self, value: bytes) -> int | None:
        """The number of a value, None where no segment has it."""
        for layer in self._layers:
            if (ordinal := layer.values.find(value)) is not None:
                return ordinal if layer.numbers is None else int(layer.numbers[ordinal])
        return None

    def count(self, found: Sequence[tuple[int, Words]]) -> FacetCounts:
        """Counts documents, given with the number of their segment.

        Where documents are few and values many, those that occur are sorted, in place of counters for all.
        """
        if _MANY + _SPARSE * sum(len(documents) for _, documents in found) < len(self):
            given = [self._numbers_of(number, documents) for number, documents in found]
            numbers, counts = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *given]), return_counts=True)
            return FacetCounts(self, counts, numbers)
        counts = np.zeros(len(self), dtype=np.int64)
        for number, documents in found:
            self._add(number, documents, counts)
        return FacetCounts(self, counts)

    def numbers_of(self, number: int, documents: Words) -> Ints:
        """The numbers of the values of a segment's documents; -1 for no value, and for the empty one.

        Raises KeyError for a column of several values.
        """
        layer = self._layers[number]
        if layer.column is None:
            return np.full(len(documents), -1)
        if layer.column.starts is not None:
            raise KeyError("several values")
        ordinals = layer.column.ordinals[documents].astype(np.int64)
        numbers = ordinals if layer.numbers is None else layer.numbers[ordinals]
        if len(layer.values) and not layer.values[0]:
            numbers = np.where(ordinals == 0, -1, numbers)
        return numbers

    def places_of(self, number: int, documents: Words) -> Ints:
        """Where the values of a segment's documents stand among all; no value is before them all.

        Raises KeyError for a column of several values.
        """
        numbers = self.numbers_of(number, documents)
        places = np.append(self._places, -1)
        return places[numbers]

    def place(self, value: bytes) -> float:
        """Where a value stands among all, in between two where it is none of them."""
        if not value:
            return -1.0
        if (number := self.find(value)) is not None:
            return float(self._places[number])
        return bisect_left(self._sorted, value) - 0.5

    def _layer(self, column: Ordinals | None) -> _Layer:
        """A segment behind those that are there."""
        first = self.bounds[-1]
        if column is None:
            return _Layer(None, first, np.empty(0, dtype=np.int64), None)
        if not first:
            return _Layer(column, 0, None, None)
        numbers = np.full(len(column), -1, dtype=np.int64)
        for layer in self._layers:
            places, ordinals = _found(column.values, layer.values)
            numbers[places] = ordinals if layer.numbers is None else layer.numbers[ordinals]
        own = np.flatnonzero(numbers < 0)
        numbers[own] = first + np.arange(len(own))
        return _Layer(column, first, own, numbers)

    @cached_property
    def _union(self) -> tuple[Terms, Ints]:
        """All values, sorted, and the place of each among them by number."""
        union, slots = merge_dictionaries([layer.values for layer in self._layers])
        places = np.empty(len(self), dtype=np.int64)
        for layer, ours in zip(self._layers, slots, strict=True):
            own = ours if layer.own is None else ours[layer.own]
            places[layer.first : layer.first + len(own)] = own
        return union, places

    @property
    def _sorted(self) -> Terms:
        return self._union[0]

    @property
    def _places(self) -> Ints:
        return self._union[1]

    def _numbers_of(self, number: int, documents: Words) -> Ints:
        """The numbers of all values of some documents of a segment."""
        layer = self._layers[number]
        if layer.column is None or not len(documents):
            return np.empty(0, dtype=np.int64)
        column = layer.column
        if column.starts is None:
            ordinals = column.ordinals[documents]
        else:
            starts, ends = column.starts[documents].astype(np.int64), column.starts[documents + 1].astype(np.int64)
            ordinals = column.ordinals[ranges(starts, ends - starts)]
        return ordinals.astype(np.int64) if layer.numbers is None else layer.numbers[ordinals]

    def _add(self, number: int, documents: Words, counts: Ints) -> None:
        """Counts documents of a segment in `counts` for all values."""
        layer = self._layers[number]
        if layer.column is None or not len(documents):
            return
        column = layer.column
        own = counts[: len(column)] if layer.numbers is None else np.zeros(len(column), dtype=np.int64)
        if column.starts is None:
            kernels.counting.count_single(documents, column.ordinals, own)
        else:
            kernels.counting.count_several(documents, column.starts, column.ordinals, own)
        if layer.numbers is not None:
            counts[layer.numbers] += own


def _found(wanted: Terms, values: Terms) -> tuple[Ints, Ints]:
    """Which of some sorted values are among others: their places, and their places there."""
    if len(wanted) * _LOOKED_UP < len(values):
        pairs = [
            (place, found) for place, value in enumerate(wanted.tolist()) if (found := values.find(value)) is not None
        ]
        rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return rows[:, 0], rows[:, 1]
    _, (ours, theirs) = merge_dictionaries([wanted, values])
    _, places, ordinals = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    return places, ordinals


def histogram(segment: Segment, name: str, documents: Words, edges: Sequence[Any]) -> Ints:
    """How many documents have a value from each edge to before the next. Raises KeyError where there are no numbers."""
    numbers = segment.numbers(name)
    field = segment.reader.schema[name]
    bounds = np.array([field.to_column_value(edge) for edge in edges], dtype=numbers.dtype)
    counts = np.zeros(len(edges) + 1, dtype=np.int64)
    kernels.counting.count_between(documents, numbers, bounds, counts)
    return counts[1:-1]
