"""Facet counts: how many of the documents found have each value of a column.

Counting goes by global ordinals, with a counter for each value; where documents are fewer than values it is noted which
counters are not zero, so that they cost little. What all documents of a segment have is counted once; where most of
them are found, the others are counted, and taken from that.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.execute.matches import Ints, Words
from indexer.engine.execute.segment import Segment
from indexer.engine.values import SAME, Values

_PLACE_BITS = 32
_LAST = (1 << _PLACE_BITS) - 1
_UNNOTED = np.empty(0, dtype=np.uint32)
_MANY = 1 << 13  # documents, from which on it may pay to count the others


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many documents have each value that occurs.

    `ranks` have a number for each of these values: the count, then the place among `values` from behind, 32 bits each.
    So the greatest ranks are the most frequent values, the same counts in the order of the values.
    """

    values: Values
    ranks: Ints

    def most(self, limit: int) -> list[tuple[bytes, int]]:
        """The most frequent values, the same counts in the order of the values."""
        if not len(self.ranks):
            return []
        numbers = np.empty(min(limit, len(self.ranks)), dtype=np.int64)
        kernels.searching.top(self.ranks, numbers)
        return [_shown(self.values, rank) for rank in self.ranks[numbers].tolist()]

    def at_least(self, limit: int) -> list[tuple[bytes, int]]:
        """As `most`, with all values that are as frequent as the last one: for those who order them otherwise."""
        ranks = self.ranks
        if 0 < limit < len(ranks):
            ranks = ranks[ranks >= np.partition(ranks, -limit)[-limit] >> _PLACE_BITS << _PLACE_BITS]
        return [_shown(self.values, rank) for rank in ranks.tolist()] if limit else []

    def of(self, value: bytes) -> int:
        """How many documents have a value."""
        place = self.values.find(value)
        found = np.flatnonzero((self.ranks & _LAST) == (-1 if place is None else _LAST - place))
        return int(self.ranks[found[0]]) >> _PLACE_BITS if len(found) else 0

    def as_dict(self) -> dict[bytes, int]:
        """All values that occur."""
        return dict(_shown(self.values, rank) for rank in self.ranks.tolist())


def _shown(values: Values, rank: int) -> tuple[bytes, int]:
    return values[_LAST - (rank & _LAST)], rank >> _PLACE_BITS


class Some(NamedTuple):
    """Documents of the segment of some number: these, or all but these."""

    segment: int
    documents: Words
    others: bool = False

    @classmethod
    def of(cls, number: int, segment: Segment, documents: Words) -> Some:
        """In the way in which less has to be counted."""
        if len(documents) < _MANY or 2 * len(documents) < segment.size:
            return cls(number, documents)
        others = np.empty(segment.size - len(documents) + kernels.AHEAD, dtype=np.uint32)
        count = kernels.counting.left_out(documents, segment.size, others)
        return cls(number, others[:count], others=True)


class Facet:
    """A column of texts in all segments of a commit, to count its values and to order by them."""

    def __init__(self, name: str, segments: Sequence[Segment], before: Facet | None = None) -> None:
        """`before` is that of an earlier commit. Raises KeyError for a column that is not there, or has no texts."""
        self._name = name
        self._segments = segments
        self._columns = [segment.ordinals(name) for segment in segments]
        self.values: Values = Values(self._columns, None if before is None else before.values)
        self._scratch = threading.local()

    def count(self, found: Sequence[Some]) -> FacetCounts:
        if any(some.others for some in found) or sum(len(documents) for _, documents, _ in found) >= len(self):
            return self._by_all_values(found)
        counts, met = self._counters()
        size = 0
        for number, documents, _ in found:
            if (column := self._columns[number]) is not None and len(documents):
                size = _tally(column, documents, self.values.places(column), counts, met, size)
        return self._taken(counts, met, met[:size])

    def _by_all_values(self, found: Sequence[Some]) -> FacetCounts:
        """Counts a segment at a time, by its own ordinals, of which the counters stay in a cache."""
        counts, met = self._counters()
        for number, documents, others in found:
            if (column := self._columns[number]) is None:
                continue
            places = self.values.places(column)
            if not others and (places is SAME or 2 * len(documents) < len(column)):
                _tally(column, documents, places, counts, _UNNOTED, 0)
            else:
                own = _counted(column, documents)
                kernels.counting.spread(
                    self._segments[number].totals(self._name) - own if others else own, places, counts
                )
        return self._taken(counts, met, np.flatnonzero(counts).astype(np.uint32))

    def _taken(self, counts: Words, met: Words, there: Words) -> FacetCounts:
        """What was counted at some places, where the counters are zero again."""
        ranks = np.empty(len(there), dtype=np.int64)
        kernels.counting.take_tally(counts, there, ranks)
        self._scratch.kept = counts, met
        return FacetCounts(self.values, ranks)

    def _counters(self) -> tuple[Words, Words]:
        """A zero for each value, and room for the places of all and one more; who takes them leaves them so."""
        kept: tuple[Words, Words] | None = self._scratch.__dict__.pop("kept", None)
        if kept is None:
            kept = np.zeros(len(self.values), dtype=np.uint32), np.empty(len(self.values) + 1, dtype=np.uint32)
        return kept

    @cached_property
    def everything(self) -> FacetCounts:
        """Counts all documents."""
        return self._by_all_values([Some(number, _deleted(each), True) for number, each in enumerate(self._segments)])

    def __len__(self) -> int:
        """How many values there are."""
        return len(self.values)

    def places_of(self, number: int, documents: Words) -> Ints:
        """The places of the values of a segment's documents among all; -1 for no value, and for the empty one.

        Raises KeyError for a column of several values.
        """
        column = self._columns[number]
        if column is None:
            return np.full(len(documents), -1)
        if column.starts is not None:
            raise KeyError(self._name)
        ordinals, places = column.ordinals[documents], self.values.places(column)
        found = (ordinals if places is SAME else places[ordinals]).astype(np.int64)
        if len(self.values) and not self.values[0]:
            found[found == 0] = -1
        return found

    def place(self, value: bytes) -> float:
        """Where a value stands among all, in between two where it is none of them."""
        if not value:
            return -1.0
        found = self.values.find(value)
        if found is not None:
            return float(found)
        return self.values.lower_bound(value) - 0.5


def _tally(column: Ordinals, documents: Words, places: Words, counts: Words, met: Words, size: int) -> int:
    """Counts in `counts`, and puts the places that were zero in `met`, from `size` on; how many there are then.

    With no room in `met` they are not noted.
    """
    if column.starts is None:
        size = kernels.counting.tally_single(documents, column.ordinals, places, counts, met, size)
    else:
        size = kernels.counting.tally_several(documents, column.starts, column.ordinals, places, counts, met, size)
    return size


def _counted(column: Ordinals, documents: Words) -> Words:
    """How many of some documents have each value of their segment."""
    counts = np.zeros(len(column), dtype=np.uint32)
    _tally(column, documents, SAME, counts, _UNNOTED, 0)
    return counts


def _deleted(segment: Segment) -> Words:
    mask = segment.deleted
    return np.empty(0, dtype=np.uint32) if mask is None else np.flatnonzero(mask).astype(np.uint32)


def histogram(segment: Segment, name: str, documents: Words, edges: Sequence[Any]) -> Ints:
    """How many documents have a value from each edge to before the next. Raises KeyError where there are no numbers."""
    numbers = segment.numbers(name)
    field = segment.reader.schema[name]
    bounds = np.array([field.to_column_value(edge) for edge in edges], dtype=numbers.dtype)
    counts = np.zeros(len(edges) + 1, dtype=np.int64)
    kernels.counting.count_between(documents, numbers, bounds, counts)
    return counts[1:-1]
